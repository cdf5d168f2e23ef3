/** How people and programs sign in, and the access they have (migrations 0001, 0010, 0020 and 0021), as Kysely sees it; `tables.ts` says how columns are read. */
import type { Generated, JSONColumnType } from "kysely";

type Json<T extends object> = JSONColumnType<T, string, string>;

export interface SignInTables {
  session: {
    token_hash: string;
    person_id: string;
    created_us: number;
    expires_us: number;
    seen_us: number;
    id: Generated<string>;
    way: Generated<string>;
    second_factor: Generated<boolean>;
    address: Generated<string>;
    device: Generated<string>;
    new_device: Generated<boolean>;
  };
  /** When access was last ended, of those whose it was. */
  access_ended: { person_id: string; ended_us: number };
  sign_in_link: { token_hash: string; person_id: string; expires_us: number; used_us: number | null };
  api_token: {
    id: string;
    token_hash: string;
    name: string;
    member_id: string | null;
    scopes: string[];
    created_us: number;
    expires_us: number | null;
    used_us: number | null;
    revoked_us: number | null;
    made_by: Generated<string | null>;
  };

  // Sign-in (migration 0010).
  known_device: { person_id: string; device_hash: string; seen_us: number };
  invitation: {
    id: string;
    token_hash: string;
    name: string;
    email: string;
    role: string;
    member_id: string | null;
    made_by: string | null;
    created_us: number;
    expires_us: number;
    used_us: number | null;
    revoked_us: number | null;
    person_id: string | null;
    mail_token_hash: Generated<string | null>;
  };
  password: { person_id: string; hash: string; changed_us: number };
  /** `last_step` is the time step of the last code taken, so that no code is taken twice. */
  totp: { person_id: string; secret: string; last_step: number; created_us: number };
  recovery_code: { code_hash: string; person_id: string; used_us: number | null; kept_us: number | null };
  /** `id` is the credential's, base64url; `public_key` COSE, base64url. */
  passkey: {
    id: string;
    person_id: string;
    name: string;
    public_key: string;
    counter: number;
    transports: string[];
    created_us: number;
    used_us: number | null;
  };
  oidc_identity: { issuer: string; subject: string; person_id: string; created_us: number };
  /** A sign-in or set-up under way: what was asked of the browser, good once and for minutes. */
  sign_in_step: {
    token_hash: string;
    kind: string;
    person_id: string | null;
    content: Json<object>;
    expires_us: number;
  };
  /** Attempts that failed lately, by hashed account or address. */
  sign_in_wait: { key: string; failures: number; last_us: number; until_us: number };
}
