/**
 * An allow list says which kinds of observable it is asked about (MISP's `matching_attributes`): a list of mail
 * domains must not answer for host names. Lists from before are asked about everything until they come in again.
 */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<never>): Promise<void> {
  await sql
    .raw(
      `alter table allow_list add column types text[] not null default
         '{ipv4,ipv6,cidr,domain,url,md5,sha1,sha256,sha512,email,ja3,ja3s,ja4}'`,
    )
    .execute(db);
}
