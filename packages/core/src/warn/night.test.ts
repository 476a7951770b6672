import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AlertEvent, Event, EvidenceStatus, WarnStep } from '../base/event/index.ts';
import { arrival, at, command, header, microphone, squareZone, tick, track } from '../base/testing/events.ts';
import { defaultPolicy } from './policy.ts';
import { createWarner } from './step.ts';

/** What always holds, whatever happens in a night: random tracks, arrivals, outages and operators, one event a second. */

type Said = Omit<AlertEvent, 'seq'>;
type Act = { what: number; id: number; zone: number; share: number; evidence: EvidenceStatus };

const act: fc.Arbitrary<Act> = fc.record({
  what: fc.integer({ min: 0, max: 19 }),
  id: fc.integer({ min: 0, max: 3 }),
  zone: fc.integer({ min: 0, max: 1 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  evidence: fc.constantFrom('unverified', 'corroborated', 'verified'),
});
const night = fc.array(act, { minLength: 50, maxLength: 400 });

function eventsOf(acts: readonly Act[], most: EvidenceStatus = 'verified'): Event[] {
  const events: Event[] = [squareZone('z0', 0, 0), squareZone('z1', 9000, 0)];
  for (let i = 0; i < 6; i++) events.push(microphone(0, `m${i}`, 1500 * i, 2000));
  acts.forEach((one, i) => {
    const s = 3 * (i + 1);
    events.push(...factsOf(one, s, most === 'unverified' ? most : one.evidence), tick(s), tick(s + 1));
  });
  return events;
}

function factsOf({ what, id, zone, share }: Act, s: number, status: EvidenceStatus): Event[] {
  const trackId = `t${id}`;
  const state = [0, 9000, 0, -50] as const;
  const evidence = { sources: 2, kinds: ['acoustic'], status };
  if (what < 13)
    return [track(s, trackId, state, { evidence }), arrival(s, trackId, `z${zone}`, share, 400 * share)];
  if (what === 13) return [track(s, trackId, state, { status: 'dropped' })];
  if (what === 14) return [microphone(s, `m${id}`, 1500 * id, 2000, share < 0.5 ? 'stale' : 'up')];
  if (what === 15) return [command(s, { type: 'dismiss', trackId }, 'op1')];
  if (what === 16)
    return [command(s, { type: 'cancel', alertId: `z${zone}-${id + 1}`, second: 'op2' }, 'op1')];
  if (what === 17) return [command(s, { type: 'allClear', alertId: `z${zone}-${id + 1}` }, 'op1')];
  if (what === 18) return [command(s, { type: 'raise', zoneId: `z${zone}`, level: 'warning' }, 'op1')];
  return [];
}

function run(events: readonly Event[], step: WarnStep = createWarner(header)): Said[] {
  const said: Said[] = [];
  for (const event of events) step.step(event, (alert) => said.push(alert));
  return said;
}

function byAlert(said: readonly Said[]): Said[][] {
  const alerts = new Map<string, Said[]>();
  for (const one of said) alerts.set(one.alertId, [...(alerts.get(one.alertId) ?? []), one]);
  return [...alerts.values()];
}

test('revisions rise one by one from 1, and nothing follows quiet', () => {
  fc.assert(
    fc.property(night, (acts) => {
      for (const revisions of byAlert(run(eventsOf(acts)))) {
        assert.deepEqual(
          revisions.map(({ revision }) => revision),
          revisions.map((_, i) => i + 1),
        );
        assert.ok(revisions.slice(0, -1).every(({ level }) => level !== 'quiet'));
      }
    }),
  );
});

test('a zone has at most one alert at a time', () => {
  fc.assert(
    fc.property(night, (acts) => {
      const standing = new Map<string, Said>();
      for (const one of run(eventsOf(acts))) {
        const before = standing.get(one.zoneId);
        if (before !== undefined && before.alertId !== one.alertId) assert.ok(before.expiresMs <= one.timeMs);
        if (one.level === 'quiet') standing.delete(one.zoneId);
        else standing.set(one.zoneId, one);
      }
    }),
  );
});

test('every revision has reasons, and expires after the next renewal is due', () => {
  fc.assert(
    fc.property(night, (acts) => {
      for (const one of run(eventsOf(acts))) {
        assert.ok(one.reasons.length > 0);
        assert.ok(one.expiresMs - one.timeMs > defaultPolicy.renewMs);
      }
    }),
  );
});

test('from unverified claims and one operator alone no warning ever comes', () => {
  fc.assert(
    fc.property(night, (acts) => {
      assert.ok(run(eventsOf(acts, 'unverified')).every(({ level }) => level !== 'warning'));
    }),
  );
});

test('no level falls by itself before its hold is over', () => {
  fc.assert(
    fc.property(night, (acts) => {
      for (const revisions of byAlert(run(eventsOf(acts)))) {
        let sinceMs = revisions[0].timeMs;
        for (let i = 1; i < revisions.length; i++) {
          const [before, now] = [revisions[i - 1], revisions[i]];
          if (before.level === now.level) continue;
          const byHand = now.reasons.some(({ by }) => by !== undefined);
          if (before.level === 'warning' && !byHand) assert.ok(now.timeMs - sinceMs >= defaultPolicy.holdMs);
          sinceMs = now.timeMs;
        }
      }
    }),
  );
});

test('no all-clear comes by itself while most sensors around are not up', () => {
  fc.assert(
    fc.property(night, (acts) => {
      const step = createWarner(header);
      const state = new Map<string, string>();
      for (const event of eventsOf(acts)) {
        if (event.kind === 'sensor') state.set(event.sensorId, event.state);
        const up = [...state.values()].filter((one) => one === 'up').length;
        step.step(event, (alert) => {
          const byItself = alert.allClear === true && alert.reasons[0].by === undefined;
          if (byItself) assert.ok(up >= state.size / 2, `${up} of ${state.size} at ${alert.timeMs - at(0)}`);
        });
      }
    }),
  );
});

test('a restored step goes on to the byte', () => {
  fc.assert(
    fc.property(night, fc.double({ min: 0, max: 1, noNaN: true }), (acts, share) => {
      const events = eventsOf(acts);
      const cut = Math.floor(share * events.length);
      const whole = createWarner(header);
      const first = createWarner(header);
      run(events.slice(0, cut), whole);
      run(events.slice(0, cut), first);
      const second = createWarner(header);
      second.load(first.save());
      assert.deepEqual(run(events.slice(cut), second), run(events.slice(cut), whole));
      assert.equal(second.save(), whole.save());
    }),
    { numRuns: 40 },
  );
});
