import { jsonText } from '@vaekit-internal/base';
import { damaged } from './runDamage.js';

/** SHA-256 in hexadecimal. */
export async function sha256(content: Uint8Array | string): Promise<string> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const digest = await globalThis.crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The text of a JSON file that carries its own checksum: the SHA-256 of the object's JSON without `checksum`. Numbers that JSON does not have are words. */
export async function sealed(record: object): Promise<string> {
  return `${jsonText({ ...record, checksum: await sha256(jsonText(record)) }, 2)}\n`;
}

/** Reads what {@link sealed} wrote. @throws RunDamage that names the file */
export async function unsealed(place: string, text: string): Promise<Record<string, unknown>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return damaged(place, 'it is not JSON');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return damaged(place, 'it is not a JSON object');
  const { checksum, ...record } = parsed as Record<string, unknown>;
  if (checksum !== (await sha256(JSON.stringify(record)))) damaged(place, 'its checksum does not match');
  return record;
}
