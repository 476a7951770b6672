import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  checkConclusion,
  type AlertEvent,
  type CommandEvent,
  type Event,
  type TrackEvent,
  type WarnStep,
} from '../base/event/index.ts';
import { arrival, command, header, microphone, squareZone, tick, track } from '../base/testing/events.ts';
import { defaultPolicy } from './policy.ts';
import { createWarner } from './step.ts';

type Said = Omit<AlertEvent, 'seq'>;
type Body = CommandEvent['command'];

/** A warner with a zone at the origin and microphones around it, that warns without waiting to be sure. */
class Night {
  step: WarnStep = createWarner(header);
  said: Said[] = [];

  constructor(microphones = 4) {
    this.feed(squareZone('z', 0, 0), command(0, { type: 'policy', policy: { sureMs: 0 } }));
    for (let i = 0; i < microphones; i++) this.feed(microphone(0, `m${i}`, 1000 * i, 3000));
  }

  feed(...events: Event[]): this {
    for (const event of events) this.step.step(event, (alert) => this.said.push(alert));
    return this;
  }

  /** A drone as likely to arrive in 100 s each second, from and to these seconds. */
  threat(fromS: number, toS: number, probability = 0.9, changes: Partial<TrackEvent> = {}, id = 't'): this {
    for (let s = fromS; s <= toS; s++) {
      this.feed(track(s, id, [0, 9000, 0, -50], changes), arrival(s, id, 'z', probability, 100), tick(s));
    }
    return this;
  }

  quiet(fromS: number, toS: number): this {
    for (let s = fromS; s <= toS; s++) this.feed(tick(s));
    return this;
  }

  order(atS: number, body: Body, by = 'op1'): this {
    return this.feed(command(atS, body, by), tick(atS));
  }

  drop(atS: number, id = 't'): this {
    return this.feed(track(atS, id, [0, 9000, 0, -50], { status: 'dropped' }), tick(atS));
  }

  get levels(): string[] {
    const levels = this.said.map(({ level }) => level);
    return levels.filter((level, i) => level !== levels[i - 1]);
  }

  get last(): Said {
    return this.said[this.said.length - 1];
  }
}

const unverified: Partial<TrackEvent> = {
  evidence: { sources: 1, kinds: ['acoustic'], status: 'unverified' },
};
const overS = (defaultPolicy.holdMs + defaultPolicy.calmMs + defaultPolicy.arrivalAgeMs) / 1000 + 5;

test('a likely arrival raises a warning that names why, when and until when', () => {
  const { last } = new Night().threat(1, 1);
  assert.equal(last.level, 'warning');
  assert.equal(last.alertId, 'z-1');
  assert.equal(last.revision, 1);
  assert.deepEqual(
    last.reasons.map(({ rule, trackId, evidence }) => [rule, trackId, evidence]),
    [['arrival', 't', 'corroborated']],
  );
  assert.ok(last.etaMs !== undefined && last.expiresMs > last.timeMs);
  assert.equal(checkConclusion({ seq: 1, ...last }).ok, true);
});

test('when nothing comes any more it is said to be over, once it was calm', () => {
  const night = new Night()
    .threat(1, 10)
    .drop(11)
    .quiet(12, overS + 20);
  assert.deepEqual(night.levels, ['warning', 'quiet']);
  assert.equal(night.last.allClear, true);
  assert.ok(night.last.timeMs - night.said[0].timeMs >= defaultPolicy.holdMs);
});

test('a threat that comes back before it was calm stays one alert', () => {
  const night = new Night().threat(1, 10).quiet(11, 60).threat(61, 70);
  assert.deepEqual([...new Set(night.said.map(({ alertId }) => alertId))], ['z-1']);
  assert.deepEqual(night.levels, ['warning']);
});

test('a new episode is a new alert', () => {
  const night = new Night().threat(1, 10).quiet(11, 300).threat(301, 302);
  assert.equal(night.last.alertId, 'z-2');
  assert.equal(night.last.revision, 1);
});

test('what stands is renewed before it expires', () => {
  const night = new Night().threat(1, 600);
  for (let i = 1; i < night.said.length; i++) assert.ok(night.said[i].timeMs < night.said[i - 1].expiresMs);
  assert.ok(night.said.length > 600 / 61);
});

test('a moved ETA is revised at once, but not at every breath', () => {
  const night = new Night().threat(1, 30);
  const before = night.said.length;
  night.feed(track(31, 't', [0, 9000, 0, -50]), arrival(31, 't', 'z', 0.9, 220), tick(31));
  assert.equal(night.said.length, before + 1);
});

test('stale sensors: no all-clear; the alert stands and says so', () => {
  const night = new Night().threat(1, 10).drop(11);
  for (let i = 0; i < 4; i++) night.feed(microphone(12, `m${i}`, 1000 * i, 3000, 'stale'));
  night.quiet(13, 900);
  assert.deepEqual(night.levels, ['warning']);
  assert.equal(night.last.reasons[0].rule, 'sensors-stale');
  for (let i = 0; i < 4; i++) night.feed(microphone(901, `m${i}`, 1000 * i, 3000, 'up'));
  night.quiet(901, 902);
  assert.equal(night.last.allClear, true);
});

test('with sensors stale for good the alert is left to expire', () => {
  const night = new Night(0).threat(1, 10).drop(11).quiet(12, 2500);
  assert.deepEqual(night.levels, ['warning']);
  assert.ok(night.last.expiresMs < header.startMs + 2_500_000);
});

test('unverified evidence alone is watched, never warned of', () => {
  assert.deepEqual(new Night().threat(1, 60, 1, unverified).levels, ['watch']);
});

test('watch becomes warning in the same alert when it is corroborated', () => {
  const night = new Night().threat(1, 20, 0.9, unverified).threat(21, 22);
  assert.deepEqual(night.levels, ['watch', 'warning']);
  assert.equal(night.last.alertId, 'z-1');
});

test('a reconnaissance drone overhead is watched', () => {
  const night = new Night();
  for (let s = 1; s <= 5; s++)
    night.feed(track(s, 'r', [0, 1500, 30, 0], { classProb: { recon: 0.9 } }), tick(s));
  assert.deepEqual(night.levels, ['watch']);
  assert.equal(night.last.reasons[0].rule, 'over');
});

test('an unknown over people is watched, whatever identity it claims', () => {
  const explainedBy = [{ scheme: 'remoteid', id: 'x1' } as const];
  const night = new Night().feed(track(1, 'u', [0, 500, 20, 0], { classProb: {}, explainedBy }), tick(1));
  assert.deepEqual(night.levels, ['watch']);
});

test('a dismissed track’s alert is cancelled at once', () => {
  const night = new Night().threat(1, 10).order(11, { type: 'dismiss', trackId: 't' });
  assert.equal(night.last.cancel, true);
  assert.deepEqual(night.last.reasons[0].by, ['op1']);
  assert.deepEqual(night.threat(12, 30).levels, ['warning', 'quiet']);
});

test('one of two tracks dismissed cancels nothing', () => {
  const night = new Night().threat(1, 5).threat(6, 7, 0.9, {}, 'u').threat(8, 40);
  night.threat(41, 70, 0.9, {}, 'u').threat(71, 72);
  assert.notEqual(night.order(73, { type: 'dismiss', trackId: 't' }).last.cancel, true);
});

test('two operators raise a warning, one only a watch', () => {
  const one = new Night().order(1, { type: 'raise', zoneId: 'z', level: 'warning', why: 'seen' });
  assert.deepEqual(one.levels, ['watch']);
  one.order(2, { type: 'raise', zoneId: 'z', level: 'warning' }, 'op1');
  assert.deepEqual(one.levels, ['watch']);
  one.order(3, { type: 'raise', zoneId: 'z', level: 'warning' }, 'op2');
  assert.deepEqual(one.levels, ['watch', 'warning']);
  assert.deepEqual(one.last.reasons[0].by, ['op1', 'op2']);
  const two = new Night().order(1, { type: 'raise', zoneId: 'z', level: 'warning', second: 'op2' });
  assert.deepEqual(two.levels, ['warning']);
});

test('an operator is not their own second', () => {
  const night = new Night().order(1, { type: 'raise', zoneId: 'z', level: 'warning', second: 'op1' });
  assert.deepEqual(night.levels, ['watch']);
});

test('a raise that is taken back, or has run out, leaves the alert to what comes', () => {
  const back = new Night().order(1, { type: 'raise', zoneId: 'z', level: 'watch' });
  back.order(10, { type: 'raise', zoneId: 'z', level: 'quiet' }).quiet(11, overS + 20);
  assert.equal(back.last.allClear, true);
  const out = new Night().order(1, { type: 'raise', zoneId: 'z', level: 'watch' }).quiet(2, 1800 + overS);
  assert.equal(out.last.allClear, true);
});

test('two operators end a warning; one is refused, and the alert says so', () => {
  const night = new Night().threat(1, 10).order(11, { type: 'allClear', alertId: 'z-1', why: 'gone' });
  assert.equal(night.last.level, 'warning');
  assert.equal(night.last.reasons[0].rule, 'allClear-refused');
  night.order(12, { type: 'allClear', alertId: 'z-1', why: 'gone', second: 'op2' });
  assert.equal(night.last.allClear, true);
  assert.equal(night.last.cancel, undefined);
  assert.deepEqual(night.last.reasons, [{ rule: 'allClear', by: ['op1', 'op2'], why: 'gone' }]);
});

test('cancel says that it was wrong, and the same track does not warn again at once', () => {
  const night = new Night().threat(1, 10).order(11, { type: 'cancel', alertId: 'z-1', second: 'op2' });
  assert.equal(night.last.cancel, true);
  assert.equal(night.last.allClear, undefined);
  assert.deepEqual(night.threat(12, 60).levels, ['warning', 'quiet']);
  assert.deepEqual(night.threat(61, 62, 0.9, {}, 'other').levels, ['warning', 'quiet', 'warning']);
});

test('a removed zone’s alert is cancelled', () => {
  const night = new Night().threat(1, 3).order(4, { type: 'zoneRemoved', zoneId: 'z' });
  assert.equal(night.last.cancel, true);
  assert.equal(night.threat(5, 9).last.revision, night.last.revision);
});

test('a policy changes the rule; one that does not hold together changes nothing', () => {
  const policy = { warnProbability: 0.99, urgentProbability: 0.99 };
  assert.deepEqual(new Night().order(0, { type: 'policy', policy }).threat(1, 5).levels, ['watch']);
  const broken = { ...policy, expiryMs: 1 };
  assert.deepEqual(new Night().order(0, { type: 'policy', policy: broken }).threat(1, 5).levels, ['warning']);
});

test('commands about what is not there do nothing', () => {
  const night = new Night()
    .order(1, { type: 'cancel', alertId: 'no' })
    .order(1, { type: 'dismiss', trackId: 'no' });
  night
    .order(1, { type: 'raise', zoneId: 'no', level: 'watch' })
    .order(1, { type: 'zoneRemoved', zoneId: 'no' });
  assert.deepEqual(night.said, []);
});

test('a snapshot of another version is refused', () => {
  const step = createWarner(header);
  assert.throws(
    () => step.load(step.save().replace(/"version":\d+/, '"version":0')),
    /expected a warn snapshot/,
  );
});

test('a warning is raised only when it has been asked for long enough to be sure', () => {
  const policy = { sureMs: 5000 };
  const night = new Night()
    .order(0, { type: 'policy', policy })
    .threat(1, 5)
    .drop(6)
    .quiet(7, 30)
    .threat(31, 35);
  assert.deepEqual(night.levels, ['watch']);
  assert.deepEqual(night.threat(36, 36).levels, ['watch', 'warning']);
});

test('two operators need not wait to be sure', () => {
  const night = new Night().order(0, { type: 'policy', policy: { sureMs: 5000 } });
  night.order(1, { type: 'raise', zoneId: 'z', level: 'warning', second: 'op2' });
  assert.deepEqual(night.levels, ['warning']);
});
