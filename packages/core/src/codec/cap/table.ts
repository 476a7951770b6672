/**
 * CAP's elements in schema order: what each holds, how often it may occur. One table for reading, judging and writing.
 * OASIS CAP 1.2 (2010); 1.1 (2005) where it differs.
 */
export type CapVersion = '1.1' | '1.2';

export type CapKind =
  | { readonly type: 'text' | 'time' | 'anyTime' | 'language' | 'integer' | 'decimal' | 'polygon' | 'circle' }
  | { readonly type: 'one of'; readonly values: readonly string[] }
  | { readonly type: 'group'; readonly rows: readonly CapRow[] };

export interface CapRow {
  readonly name: string;
  readonly kind: CapKind;
  readonly isRequired: boolean;
  readonly isRepeatable: boolean;
}

export const capNamespaces: Readonly<Record<CapVersion, string>> = {
  '1.1': 'urn:oasis:names:tc:emergency:cap:1.1',
  '1.2': 'urn:oasis:names:tc:emergency:cap:1.2',
};

type Occurs = '' | '!' | '*' | '+';

/** `!` required, `*` any number, `+` at least one, nothing: at most one. */
function row(name: string, occurs: Occurs, kind: CapKind | 'text'): CapRow {
  return {
    name,
    kind: kind === 'text' ? { type: 'text' } : kind,
    isRequired: occurs === '!' || occurs === '+',
    isRepeatable: occurs === '*' || occurs === '+',
  };
}

function oneOf(values: string): CapKind {
  return { type: 'one of', values: values.split(' ') };
}

const namedValue: CapKind = {
  type: 'group',
  rows: [row('valueName', '!', 'text'), row('value', '!', 'text')],
};

function resourceRows(version: CapVersion): CapRow[] {
  return [
    row('resourceDesc', '!', 'text'),
    row('mimeType', version === '1.2' ? '!' : '', 'text'),
    row('size', '', { type: 'integer' }),
    row('uri', '', 'text'),
    row('derefUri', '', 'text'),
    row('digest', '', 'text'),
  ];
}

function areaRows(version: CapVersion): CapRow[] {
  const height: CapKind = { type: version === '1.2' ? 'decimal' : 'text' };
  return [
    row('areaDesc', '!', 'text'),
    row('polygon', '*', { type: 'polygon' }),
    row('circle', '*', { type: 'circle' }),
    row('geocode', '*', namedValue),
    row('altitude', '', height),
    row('ceiling', '', height),
  ];
}

function infoRows(version: CapVersion): CapRow[] {
  const time: CapKind = { type: version === '1.2' ? 'time' : 'anyTime' };
  const responses = 'Shelter Evacuate Prepare Execute Monitor Assess None';
  return [
    row('language', '', { type: 'language' }),
    row('category', '+', oneOf('Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other')),
    row('event', '!', 'text'),
    row('responseType', '*', oneOf(version === '1.2' ? `${responses} Avoid AllClear` : responses)),
    row('urgency', '!', oneOf('Immediate Expected Future Past Unknown')),
    row('severity', '!', oneOf('Extreme Severe Moderate Minor Unknown')),
    row('certainty', '!', oneOf('Observed Likely Possible Unlikely Unknown')),
    row('audience', '', 'text'),
    row('eventCode', '*', namedValue),
    row('effective', '', time),
    row('onset', '', time),
    row('expires', '', time),
    row('senderName', '', 'text'),
    row('headline', '', 'text'),
    row('description', '', 'text'),
    row('instruction', '', 'text'),
    row('web', '', 'text'),
    row('contact', '', 'text'),
    row('parameter', '*', namedValue),
    row('resource', '*', { type: 'group', rows: resourceRows(version) }),
    row('area', '*', { type: 'group', rows: areaRows(version) }),
  ];
}

function alertRows(version: CapVersion): CapRow[] {
  return [
    row('identifier', '!', 'text'),
    row('sender', '!', 'text'),
    row('sent', '!', { type: version === '1.2' ? 'time' : 'anyTime' }),
    row('status', '!', oneOf('Actual Exercise System Test Draft')),
    row('msgType', '!', oneOf('Alert Update Cancel Ack Error')),
    row('source', '', 'text'),
    row('scope', '!', oneOf('Public Restricted Private')),
    row('restriction', '', 'text'),
    row('addresses', '', 'text'),
    row('code', '*', 'text'),
    row('note', '', 'text'),
    row('references', '', 'text'),
    row('incidents', '', 'text'),
    row('info', '*', { type: 'group', rows: infoRows(version) }),
  ];
}

export const capRows: Readonly<Record<CapVersion, readonly CapRow[]>> = {
  '1.1': alertRows('1.1'),
  '1.2': alertRows('1.2'),
};
