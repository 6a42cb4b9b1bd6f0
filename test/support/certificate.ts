/** Self-signed certificates, made by the tests that need them, so that the repository holds no key. */
import { createSign, generateKeyPairSync, randomBytes } from 'node:crypto';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** `address` is the IPv4 address that the certificate is valid for. */
export function makeCertificate(address: string, validFrom: Date, validTo: Date): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(set(sequence(oid('550403'), tlv(0x0c, Buffer.from('teamgraph test')))));
  const altName = sequence(tlv(0x87, Buffer.from(address.split('.').map(Number))));
  const isAuthority = sequence(tlv(0x01, Buffer.of(0xff)));
  const extensions = sequence(
    sequence(oid('551d11'), octets(altName)),
    sequence(oid('551d13'), tlv(0x01, Buffer.of(0xff)), octets(isAuthority)),
  );
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.of(2))),
    tlv(0x02, Buffer.concat([Buffer.of(1), randomBytes(8)])),
    ECDSA_SHA256,
    name,
    sequence(time(validFrom), time(validTo)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, extensions),
  );
  const signature = createSign('sha256').update(body).sign(privateKey);
  const der = sequence(body, ECDSA_SHA256, tlv(0x03, Buffer.concat([Buffer.of(0), signature])));
  const lines = der.toString('base64').replace(/.{64}/g, '$&\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}

/** DER: a tag, a length, a value. */
function tlv(tag: number, value: Buffer): Buffer {
  const long = [...Buffer.of(value.length >> 8, value.length & 0xff)];
  const length = value.length < 0x80 ? [value.length] : value.length < 0x100 ? [0x81, value.length] : [0x82, ...long];
  return Buffer.concat([Buffer.of(tag, ...length), value]);
}

const sequence = (...parts: Buffer[]): Buffer => tlv(0x30, Buffer.concat(parts));
const set = (...parts: Buffer[]): Buffer => tlv(0x31, Buffer.concat(parts));
const octets = (value: Buffer): Buffer => tlv(0x04, value);
const oid = (hex: string): Buffer => tlv(0x06, Buffer.from(hex, 'hex'));
/** As `20260318120000Z`. */
const time = (date: Date): Buffer => tlv(0x18, Buffer.from(`${date.toISOString().replace(/[-:T]|\.\d+Z$/g, '')}Z`));
const ECDSA_SHA256 = sequence(oid('2a8648ce3d040302'));
