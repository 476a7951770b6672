import type { Sources } from '@kentongan/core/tell/sources';
import type { Equipment } from '../equipment.ts';
import type { Intake } from '../receive/index.ts';

type ConfigurationState = Sources['configuration'];

/** How sources, sinks and their configuration do, for operators. */
export class SourceBoard {
  readonly #equipment: Equipment;
  readonly #intake: () => Promise<Intake> | undefined;
  #configuration: ConfigurationState = { state: 'inForce', sinceMs: Date.now() };

  constructor(equipment: Equipment, intake: () => Promise<Intake> | undefined) {
    this.#equipment = equipment;
    this.#intake = intake;
  }

  /** A configuration came into force. */
  accept(): void {
    this.#configuration = { state: 'inForce', sinceMs: Date.now() };
  }

  /** `why`: the mistake by its key. What was in force before still is. */
  refuse(why: string): void {
    this.#configuration = { state: 'refused', sinceMs: Date.now(), why };
  }

  /** undefined while no sensor was ever heard. */
  async intake(): Promise<Intake | undefined> {
    return this.#intake();
  }

  async sources(): Promise<Sources> {
    const intake = await this.#intake();
    const reporters = [...(intake?.reporters() ?? [])].map((stats) => stats.status());
    return {
      serverTimeMs: Date.now(),
      configuration: this.#configuration,
      sources: [...this.#equipment.status(), ...reporters],
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
