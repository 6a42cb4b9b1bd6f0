/**
 * Names and seals what is kept of one credential's reads. A name tells nobody what was asked, and nobody with another
 * credential comes upon it; what is sealed can be opened by the same credential alone, and only whole.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface Keyring {
  /** Equal for equal texts. */
  nameOf(text: string): string;
  seal(name: string, text: string): Buffer;
  /** Undefined for what this keyring did not seal under this name, or what was changed since. */
  open(name: string, sealed: Buffer): string | undefined;
}

/** `secret` holds the credential and whatever else tells accounts apart. */
export function createKeyring(secret: string): Keyring {
  // As a key object: of bytes, one would be made for each name.
  const keyFor = (use: string): KeyObject => createSecretKey(createHmac('sha256', secret).update(use).digest());
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
