/**
 * Names and encrypts what is cached for one credential. A name reveals no question and differs for each credential; a value
 * can be opened only with the same credential, under the same name, and unchanged.
 */
import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface Keyring {
  /** Equal for equal texts: an HMAC in base64url. */
  nameOf(text: string): string;
  /** Encrypts with AES-256-GCM: nonce, ciphertext, tag. */
  seal(name: string, text: string): Buffer;
  /** Undefined for what this keyring did not seal under this name, or what was changed since. */
  open(name: string, sealed: Buffer): string | undefined;
}

/** Derives its keys with HKDF (RFC 5869) from `secret`: the credential and whatever else distinguishes accounts. */
export function createKeyring(secret: string): Keyring {
  // As key objects: from bytes, each HMAC would make a new one.
  const keyFor = (use: string) => createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', use, KEY_BYTES)));
  const naming = keyFor('name');
  const sealing = keyFor('seal');
  return {
    nameOf: (text) => createHmac('sha256', naming).update(text).digest('base64url'),
    seal: (name, text) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, sealing, nonce).setAAD(Buffer.from(name));
      return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    },
    open: (name, sealed) => {
      if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
      const nonce = sealed.subarray(0, NONCE_BYTES);
      const decipher = createDecipheriv(CIPHER, sealing, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(name)).setAuthTag(sealed.subarray(-TAG_BYTES));
      try {
        return decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        return undefined;
      }
    },
  };
}
