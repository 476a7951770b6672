export { createAnalyser } from './analysis.ts';
export type { AnalysedWindow, Analyser } from './analysis.ts';
export { createRealFft } from './fft.ts';
export type { RealFft } from './fft.ts';
export { FEATURE_COUNT, featureNames } from './features.ts';
