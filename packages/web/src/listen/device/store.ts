/** What this phone keeps in IndexedDB: its keys, and what the server has not taken yet. */
const databaseName = 'kentongan-listen';

export type StoreName = 'identity' | 'waiting';

export interface Store<T> {
  all(): Promise<T[]>;
  put(key: IDBValidKey, value: T): Promise<void>;
  remove(keys: IDBValidKey[]): Promise<void>;
}

/** Rejects where the browser keeps nothing. */
export function openStores(): Promise<<T>(name: StoreName) => Store<T>> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(databaseName, 1);
    opening.addEventListener('upgradeneeded', () => {
      opening.result.createObjectStore('identity');
      opening.result.createObjectStore('waiting');
    });
    opening.addEventListener('error', () => reject(opening.error ?? new Error('IndexedDB did not open')));
    opening.addEventListener('success', () =>
      resolve(<T>(name: StoreName) => storeOf<T>(opening.result, name)),
    );
  });
}

function storeOf<T>(database: IDBDatabase, name: StoreName): Store<T> {
  function change(act: (store: IDBObjectStore) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(name, 'readwrite');
      act(transaction.objectStore(name));
      transaction.addEventListener('complete', () => resolve());
      transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('not written')));
    });
  }
  return {
    all: () =>
      new Promise((resolve, reject) => {
        const reading = database.transaction(name).objectStore(name).getAll();
        reading.addEventListener('success', () => resolve(reading.result as T[]));
        reading.addEventListener('error', () => reject(reading.error ?? new Error('not read')));
      }),
    put: (key, value) => change((store) => void store.put(value, key)),
    remove: (keys) =>
      change((store) => {
        for (const key of keys) store.delete(key);
      }),
  };
}
