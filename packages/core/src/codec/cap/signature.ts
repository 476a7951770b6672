import { bytesFromBase64, utf8FromText } from '../../base/bytes.ts';
import {
  attributeOf,
  canonicalDocument,
  canonicalElement,
  type CanonicalOptions,
  elementsOf,
  localNameOf,
  textOf,
  type XmlDocument,
  type XmlElement,
} from '../xml/index.ts';

/**
 * What an enveloped XML signature (XML-DSig 1.1) says and over which octets, so that someone with a hash and keys can
 * check it: the digest of `content` must be `digest`, and `value` must be the signature of `signedInfo`. Both stand in
 * two forms: as sent, and with text of blanks alone and instructions left out, which some services sign.
 */
export interface CapSignature {
  readonly canonicalization: string;
  /** URI of the algorithm, as all of these; `undefined` where the signature does not say. */
  readonly signatureMethod: string | undefined;
  readonly digestMethod: string | undefined;
  readonly digest: Uint8Array;
  readonly value: Uint8Array;
  /** X.509 certificates, DER. */
  readonly certificates: readonly Uint8Array[];
  /** Worked out when asked for. */
  readonly asSent: () => SignedText;
  readonly withoutBlanks: () => SignedText;
}

/** Canonical text; its UTF-8 is what was hashed and signed. */
export interface SignedText {
  readonly content: string;
  readonly signedInfo: string;
}

const inclusive = ['http://www.w3.org/TR/2001/REC-xml-c14n-20010315', 'http://www.w3.org/2006/12/xml-c14n11'];
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';

/** undefined where the signature is of a form that we do not check: then it stays unchecked. */
export function readCapSignature(document: XmlDocument, signature: XmlElement): CapSignature | undefined {
  const signedInfo = child(signature, 'SignedInfo');
  const references = signedInfo === undefined ? [] : children(signedInfo, 'Reference');
  if (signedInfo === undefined || references.length !== 1) return undefined;
  const [reference] = references;
  if (attributeOf(reference, 'URI') !== '') return undefined;
  const canonicalization = algorithm(child(signedInfo, 'CanonicalizationMethod'));
  const transforms = children(child(reference, 'Transforms'), 'Transform').map(algorithm);
  const [first, second = inclusive[0]] = transforms;
  const isKnown = (uri: string | undefined) => uri !== undefined && [...inclusive, exclusive].includes(uri);
  if (first !== enveloped || transforms.length > 2 || !isKnown(second) || !isKnown(canonicalization))
    return undefined;
  const digest = bytes(child(reference, 'DigestValue'));
  const value = bytes(child(signature, 'SignatureValue'));
  if (digest === undefined || value === undefined) return undefined;
  const texts = (withoutBlanks: boolean): SignedText => ({
    content: canonicalDocument(document, options(second, withoutBlanks, signature)),
    signedInfo: canonicalElement(
      signedInfo,
      [document.root, signature],
      options(canonicalization!, withoutBlanks),
    ),
  });
  return {
    canonicalization: canonicalization!,
    signatureMethod: algorithm(child(signedInfo, 'SignatureMethod')),
    digestMethod: algorithm(child(reference, 'DigestMethod')),
    digest,
    value,
    certificates: certificatesOf(signature),
    asSent: () => texts(false),
    withoutBlanks: () => texts(true),
  };
}

function options(uri: string, withoutBlanks: boolean, without?: XmlElement): CanonicalOptions {
  return { exclusive: uri === exclusive, withoutBlanks, ...(without === undefined ? {} : { without }) };
}

function certificatesOf(signature: XmlElement): Uint8Array[] {
  return children(child(signature, 'KeyInfo'), 'X509Data')
    .flatMap((data) => children(data, 'X509Certificate'))
    .flatMap((element) => bytes(element) ?? []);
}

function children(element: XmlElement | undefined, name: string): XmlElement[] {
  return element === undefined ? [] : elementsOf(element).filter((inner) => localNameOf(inner.name) === name);
}

function child(element: XmlElement, name: string): XmlElement | undefined {
  return children(element, name)[0];
}

function algorithm(element: XmlElement | undefined): string | undefined {
  return element === undefined ? undefined : attributeOf(element, 'Algorithm');
}

function bytes(element: XmlElement | undefined): Uint8Array | undefined {
  return element === undefined ? undefined : bytesFromBase64(textOf(element).replace(/\s/g, ''));
}

export type CapHash = 'sha256' | 'sha384' | 'sha512';

/** What the caller's platform must do: the codec has no hashes and keys. Both may throw; then nothing is checked. */
export interface CapCrypto {
  readonly digest: (hash: CapHash, content: Uint8Array) => Uint8Array;
  /** `value` of ECDSA is r and s one after the other (IEEE P1363); of RSA, PKCS #1 version 1.5. */
  readonly verify: (
    certificate: Uint8Array,
    key: 'ecdsa' | 'rsa',
    hash: CapHash,
    content: Uint8Array,
    value: Uint8Array,
  ) => boolean;
}

/** `valid` where the octets fit a key in the document, in the form they were sent or only without blanks. */
export type CapSignatureCheck =
  | { readonly state: 'valid'; readonly form: 'asSent' | 'withoutBlanks' }
  | { readonly state: 'invalid' | 'unchecked' };

const digestMethods: Readonly<Record<string, CapHash>> = {
  'http://www.w3.org/2001/04/xmlenc#sha256': 'sha256',
  'http://www.w3.org/2001/04/xmldsig-more#sha384': 'sha384',
  'http://www.w3.org/2001/04/xmlenc#sha512': 'sha512',
};

/** More certificates than a chain has are not tried. */
const maxCertificates = 4;

/** Unchecked where an algorithm is none of ours (SHA-1 among them) or no certificate stands in the document. */
export function checkCapSignature(signature: CapSignature, crypto: CapCrypto): CapSignatureCheck {
  const hash = digestMethods[signature.digestMethod ?? ''];
  const method = /^http:\/\/www\.w3\.org\/2001\/04\/xmldsig-more#(ecdsa|rsa)-(sha256|sha384|sha512)$/.exec(
    signature.signatureMethod ?? '',
  );
  if (hash === undefined || method === null || signature.certificates.length === 0)
    return { state: 'unchecked' };
  const [, key, signedHash] = method as unknown as [string, 'ecdsa' | 'rsa', CapHash];
  const fits = ({ content, signedInfo }: SignedText): boolean =>
    areSame(crypto.digest(hash, utf8FromText(content)), signature.digest) &&
    signature.certificates
      .slice(0, maxCertificates)
      .some((one) => crypto.verify(one, key, signedHash, utf8FromText(signedInfo), signature.value));
  try {
    if (fits(signature.asSent())) return { state: 'valid', form: 'asSent' };
    return fits(signature.withoutBlanks()) ? { state: 'valid', form: 'withoutBlanks' } : { state: 'invalid' };
  } catch {
    return { state: 'unchecked' };
  }
}

function areSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
