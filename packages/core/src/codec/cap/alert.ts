/** An alert in CAP's own words; every value is text as sent, repeatable elements are arrays, absent ones are left out. */
export interface CapAlert {
  readonly identifier: string;
  readonly sender: string;
  /** With a numeric offset, never "Z": `2026-07-02T16:19:28-00:00` (`capDateTimeOf` writes it). */
  readonly sent: string;
  readonly status: 'Actual' | 'Exercise' | 'System' | 'Test' | 'Draft';
  readonly msgType: 'Alert' | 'Update' | 'Cancel' | 'Ack' | 'Error';
  readonly source?: string;
  readonly scope: 'Public' | 'Restricted' | 'Private';
  readonly restriction?: string;
  readonly addresses?: string;
  readonly code?: readonly string[];
  readonly note?: string;
  /** `sender,identifier,sent` of earlier alerts, a blank between two. */
  readonly references?: string;
  readonly incidents?: string;
  readonly info?: readonly CapInfo[];
}

export interface CapInfo {
  readonly language?: string;
  readonly category: readonly string[];
  readonly event: string;
  readonly responseType?: readonly string[];
  readonly urgency: 'Immediate' | 'Expected' | 'Future' | 'Past' | 'Unknown';
  readonly severity: 'Extreme' | 'Severe' | 'Moderate' | 'Minor' | 'Unknown';
  readonly certainty: 'Observed' | 'Likely' | 'Possible' | 'Unlikely' | 'Unknown';
  readonly audience?: string;
  readonly eventCode?: readonly CapNamedValue[];
  readonly effective?: string;
  readonly onset?: string;
  readonly expires?: string;
  readonly senderName?: string;
  readonly headline?: string;
  readonly description?: string;
  readonly instruction?: string;
  readonly web?: string;
  readonly contact?: string;
  readonly parameter?: readonly CapNamedValue[];
  readonly resource?: readonly CapResource[];
  readonly area?: readonly CapArea[];
}

export interface CapNamedValue {
  readonly valueName: string;
  readonly value: string;
}

export interface CapResource {
  readonly resourceDesc: string;
  readonly mimeType?: string;
  readonly size?: string;
  readonly uri?: string;
  readonly derefUri?: string;
  readonly digest?: string;
}

export interface CapArea {
  readonly areaDesc: string;
  /** `lat,lon` pairs in degrees, a blank between two, the last the same as the first. */
  readonly polygon?: readonly string[];
  /** `lat,lon radius` in degrees and kilometres. */
  readonly circle?: readonly string[];
  readonly geocode?: readonly CapNamedValue[];
  /** Feet above mean sea level. */
  readonly altitude?: string;
  readonly ceiling?: string;
}

/** How a later alert names this one in its `references`. */
export function capReferenceOf({ sender, identifier, sent }: CapAlert): string {
  return `${sender},${identifier},${sent}`;
}

export interface CapReference {
  readonly sender: string;
  readonly identifier: string;
  readonly sent: string;
}

/** The alerts that an alert names; an item that is not three parts is left out. */
export function capReferencesOf(alert: CapAlert): CapReference[] {
  const items = (alert.references ?? '').split(/\s+/).filter((item) => item !== '');
  return items.flatMap((item) => {
    const [sender, identifier, sent, ...rest] = item.split(',');
    return sent === undefined || rest.length > 0 ? [] : [{ sender, identifier, sent }];
  });
}
