/** Documents a second: `node packages/core/src/codec/cap/cap.bench.ts` */
import { printRates } from '../../../../../tools/test/rate.ts';
import { utf8FromText } from '../../base/bytes.ts';
import { inspectCap } from './inspect.ts';
import { writeCapPolygon } from './shape.ts';
import { writeCap } from './write.ts';

const circle = (count: number) =>
  Float64Array.from({ length: 2 * count }, (_, index) =>
    index % 2 === 0
      ? 49 + Math.cos((index / count) * Math.PI)
      : 31 + Math.sin(((index - 1) / count) * Math.PI),
  );

for (const points of [12, 40_000]) {
  const text = writeCap({
    identifier: 'i',
    sender: 's',
    sent: '2026-07-02T16:19:28-00:00',
    status: 'Test',
    msgType: 'Alert',
    scope: 'Public',
    info: [
      {
        category: ['Safety'],
        event: 'e',
        urgency: 'Immediate',
        severity: 'Extreme',
        certainty: 'Likely',
        area: [{ areaDesc: 'a', polygon: [writeCapPolygon(circle(points))] }],
      },
    ],
  });
  const bytes = utf8FromText(text);
  const rounds = points > 1000 ? 5 : 2000;
  printRates(`read and check an alert of ${bytes.length} bytes`, 'alerts', () => {
    for (let k = 0; k < rounds; k++)
      if (inspectCap(bytes).errors.length > 0) throw new Error('expected a good alert');
    return rounds;
  });
}
