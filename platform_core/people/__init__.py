"""The people of a branch: students, their guardians and the staff.

The core keeps who somebody is and nothing of what happened to them: names, class and hostel in
clear, identity and telephone numbers encrypted. Every plugin refers to people by their id.
"""
