export { LogError, type EventLog, type StoredSnapshot } from './event-log.ts';
export { emptyMedium, MemoryLog, type Medium } from './memory.ts';
export { logFile, openSqliteLog, readSqliteHeader } from './sqlite.ts';
