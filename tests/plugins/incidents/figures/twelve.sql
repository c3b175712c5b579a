-- The twelve figures (P36) of every branch over one period, in plain SQL and nothing else: written
-- from docs/decisions/0003-indicator-definitions.md, not from the code that it checks.
-- Parameters: :starts and :ends, both included, as YYYY-MM-DD. Columns: branch_id, code, kind, value;
-- kind '' is the total.
WITH
counted AS (  -- registered, not merged into another, not found untrue
    SELECT * FROM incidents_incident
    WHERE status <> 'reported' AND merged_into_id IS NULL
      AND (allegation IS NULL OR allegation NOT IN ('unfounded', 'malicious'))
),
part AS (
    SELECT p.*, c.registered_on, c.occurred_on, c.place, c.counted_kinds,
           COALESCE(p.person_id, p.id) AS who
    FROM incidents_participant p JOIN counted c ON c.branch_id = p.branch_id AND c.id = p.incident_id
),
by_staff AS (
    SELECT DISTINCT branch_id, incident_id FROM part
    WHERE party = 'staff' AND role IN ('aggressor', 'alleged_offender')
),
between_students AS (
    SELECT DISTINCT v.branch_id, v.incident_id, v.incident_id AS who, v.counted_kinds
    FROM part v JOIN part a ON a.branch_id = v.branch_id AND a.incident_id = v.incident_id
    WHERE v.party = 'student' AND v.role = 'victim'
      AND a.party = 'student' AND a.role IN ('aggressor', 'alleged_offender')
      AND v.registered_on BETWEEN :starts AND :ends
),
hits (code, branch_id, who, counted_kinds) AS (
    SELECT 'incidents_between_students', branch_id, who, counted_kinds FROM between_students
    UNION ALL SELECT 'student_aggressors', branch_id, who, counted_kinds FROM part
        WHERE party = 'student' AND role = 'aggressor' AND registered_on BETWEEN :starts AND :ends
    UNION ALL SELECT 'student_victims', branch_id, who, counted_kinds FROM part
        WHERE party = 'student' AND role = 'victim' AND registered_on BETWEEN :starts AND :ends
    UNION ALL SELECT 'student_witnesses', branch_id, who, counted_kinds FROM part
        WHERE party = 'student' AND role = 'witness' AND registered_on BETWEEN :starts AND :ends
    UNION ALL SELECT 'high_risk_students', branch_id, who, counted_kinds FROM part
        WHERE party = 'student' AND high_risk_from <= :ends AND (high_risk_to IS NULL OR high_risk_to > :ends)
    UNION ALL SELECT 'students_injured_at_school', branch_id, who, counted_kinds FROM part
        WHERE party = 'student' AND injured AND place = 'school'
          AND COALESCE(occurred_on, registered_on) BETWEEN :starts AND :ends
    UNION ALL SELECT 'students_with_juvenile_police', branch_id, who, counted_kinds FROM part
        WHERE party = 'student' AND juvenile_police_on <= :ends
          AND (juvenile_police_off IS NULL OR juvenile_police_off > :ends)
    UNION ALL SELECT 'students_expelled', branch_id, who, counted_kinds FROM part
        WHERE party = 'student' AND expelled_on BETWEEN :starts AND :ends
    UNION ALL SELECT 'students_transferred', branch_id, who, counted_kinds FROM part
        WHERE party = 'student' AND transferred_on BETWEEN :starts AND :ends
    UNION ALL SELECT 'students_long_absent', branch_id, who, counted_kinds FROM part
        WHERE party = 'student' AND long_absent_from BETWEEN :starts AND :ends
    UNION ALL SELECT 'victims_of_staff', p.branch_id, p.who, p.counted_kinds FROM part p
        JOIN by_staff s ON s.branch_id = p.branch_id AND s.incident_id = p.incident_id
        WHERE p.party = 'student' AND p.role = 'victim' AND p.registered_on BETWEEN :starts AND :ends
    UNION ALL SELECT 'staff_dismissed', branch_id, who, counted_kinds FROM part
        WHERE party = 'staff' AND dismissed_on BETWEEN :starts AND :ends
)
SELECT branch_id, code, '' AS kind, COUNT(DISTINCT who) AS value FROM hits GROUP BY branch_id, code
UNION ALL
SELECT h.branch_id, h.code, k.value, COUNT(DISTINCT h.who) FROM hits h, json_each(h.counted_kinds) k
WHERE h.code NOT IN ('students_injured_at_school', 'students_with_juvenile_police',
                     'students_long_absent', 'staff_dismissed')
GROUP BY h.branch_id, h.code, k.value;
