import type { Sources } from '@kentongan/core/tell/sources';
import type { Equipment } from '../equipment.ts';
import type { Intake } from '../receive/index.ts';

type ConfigurationState = Sources['configuration'];

/** How sources, sinks and their configuration do, for operators. */
export class SourceBoard {
  readonly #equipment: Equipment;
  readonly #intakes: () => (Promise<Intake> | Intake | undefined)[];
  #configuration: ConfigurationState = { state: 'inForce', sinceMs: Date.now() };

  constructor(equipment: Equipment, intakes: () => (Promise<Intake> | Intake | undefined)[]) {
    this.#equipment = equipment;
    this.#intakes = intakes;
  }

  /** A configuration came into force. */
  accept(): void {
    this.#configuration = { state: 'inForce', sinceMs: Date.now() };
  }

  /** `why`: the mistake by its key. What was in force before still is. */
  refuse(why: string): void {
    this.#configuration = { state: 'refused', sinceMs: Date.now(), why };
  }

  /** The ways in that were opened: the region's of enrolled sensors, an exercise's. */
  async intakes(): Promise<Intake[]> {
    return (await Promise.all(this.#intakes())).filter((intake) => intake !== undefined);
  }

  async sources(): Promise<Sources> {
    const intakes = await this.intakes();
    return {
      serverTimeMs: Date.now(),
      configuration: this.#configuration,
      sources: [
        ...this.#equipment.status(),
        ...intakes.flatMap((intake) => [...intake.reporters()].map((stats) => stats.status())),
      ],
    };
  }

  /** What is wrong in words that anyone may read: no key, no name, no address. */
  degraded(): string[] {
    const reasons: string[] = [];
    if (this.#configuration.state === 'refused')
      reasons.push('the changed configuration has a mistake; the one before is in force');
    if (this.#equipment.status().some(({ state }) => state === 'failed'))
      reasons.push('a source or sink could not be started');
    return reasons;
  }
}
