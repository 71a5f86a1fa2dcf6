-- Signing in by a provider of identities (OpenID Connect). An account has the address that an administrator gave it; the first
-- sign-in binds what the provider calls its owner (the index is over issuer and subject), and from then on that alone decides.
ALTER TABLE advisor ADD COLUMN email BYTEA;
ALTER TABLE advisor ADD COLUMN email_index BYTEA;
ALTER TABLE advisor ADD COLUMN subject BYTEA;
ALTER TABLE advisor ADD COLUMN subject_index BYTEA;
CREATE UNIQUE INDEX advisor_email ON advisor (email_index) WHERE email_index IS NOT NULL;
CREATE UNIQUE INDEX advisor_subject ON advisor (subject_index) WHERE subject_index IS NOT NULL;

-- Whether a password and a code let in. Where they do not, `password_hash` and `totp` hold sealed empty texts, which nothing fits.
ALTER TABLE advisor ADD COLUMN by_password BOOLEAN NOT NULL DEFAULT TRUE;

-- What the provider said when the session began, for signing out there too; nothing where a password and a code began it.
ALTER TABLE session ADD COLUMN id_token BYTEA;
