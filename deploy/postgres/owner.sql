-- Run once by a superuser, with the password in the environment:
--   POSTGRES_OWNER_PASSWORD=… psql -v ON_ERROR_STOP=1 -f owner.sql
-- The owner migrates and makes the logins of the roles; it is no superuser and bypasses no policy.
\getenv password POSTGRES_OWNER_PASSWORD
CREATE ROLE qorgau_owner LOGIN CREATEROLE NOSUPERUSER NOBYPASSRLS PASSWORD :'password';
CREATE DATABASE qorgau OWNER qorgau_owner TEMPLATE template0 ENCODING 'UTF8';
CREATE DATABASE qorgau_keys OWNER qorgau_owner TEMPLATE template0 ENCODING 'UTF8';
REVOKE CONNECT ON DATABASE qorgau_keys FROM PUBLIC;
