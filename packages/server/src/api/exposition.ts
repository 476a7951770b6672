import type { Histogram } from '../decide/index.ts';

/** Labels of one sample, in the order in which they are written. */
export type Labels = Readonly<Record<string, string>>;

export const expositionType = 'text/plain; version=0.0.4; charset=utf-8';

/** Metrics in Prometheus' text exposition format, version 0.0.4. */
export class Exposition {
  readonly #lines: string[] = [];

  gauge(name: string, help: string, samples: readonly (readonly [Labels, number])[]): void {
    this.#family(name, 'gauge', help, samples);
  }

  /** `name` ends in `_total`. */
  counter(name: string, help: string, samples: readonly (readonly [Labels, number])[]): void {
    this.#family(name, 'counter', help, samples);
  }

  histogram(name: string, help: string, samples: readonly (readonly [Labels, Histogram])[]): void {
    if (samples.length === 0) return;
    this.#head(name, 'histogram', help);
    for (const [labels, histogram] of samples) {
      for (const { le, count } of histogram.buckets())
        this.#sample(`${name}_bucket`, { ...labels, le }, count);
      this.#sample(`${name}_sum`, labels, histogram.sum);
      this.#sample(`${name}_count`, labels, histogram.count);
    }
  }

  text(): string {
    return `${this.#lines.join('\n')}\n`;
  }

  #family(name: string, type: string, help: string, samples: readonly (readonly [Labels, number])[]): void {
    if (samples.length === 0) return;
    this.#head(name, type, help);
    for (const [labels, value] of samples) this.#sample(name, labels, value);
  }

  #head(name: string, type: string, help: string): void {
    this.#lines.push(`# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`);
    this.#lines.push(`# TYPE ${name} ${type}`);
  }

  #sample(name: string, labels: Labels, value: number): void {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
    const written = Number.isNaN(value) ? 'NaN' : value === Infinity ? '+Inf' : String(value);
    this.#lines.push(`${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${written}`);
  }
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
