/** Have each language read by a native speaker before it serves in earnest. */
export const languages = ['en', 'id', 'uk', 'ko'] as const;

export type Language = (typeof languages)[number];

export interface Words {
  watch: string;
  warning: string;
  /** {n} minutes, from {a} to {b}. */
  minutes: string;
  allClear: string;
  cancel: string;
  exercise: string;
}

const words: Record<Language, Words> = {
  en: {
    watch: 'Be ready',
    warning: 'Take cover now',
    minutes: 'in about {n} min ({a}-{b})',
    allClear: 'It is over here',
    cancel: 'That warning was wrong. Sorry.',
    exercise: 'EXERCISE. This is not real.',
  },
  id: {
    watch: 'Bersiaplah',
    warning: 'Berlindung sekarang',
    minutes: 'sekitar {n} menit lagi ({a}-{b})',
    allClear: 'Sudah aman di sini',
    cancel: 'Peringatan tadi keliru. Maaf.',
    exercise: 'LATIHAN. Ini bukan sungguhan.',
  },
  uk: {
    watch: 'Будьте готові',
    warning: 'Негайно в укриття',
    minutes: 'приблизно за {n} хв ({a}-{b})',
    allClear: 'Загроза тут минула',
    cancel: 'Те попередження було помилкове. Вибачте.',
    exercise: 'НАВЧАННЯ. Це не насправді.',
  },
  ko: {
    watch: '대비하세요',
    warning: '지금 대피하세요',
    minutes: '약 {n}분 후 ({a}-{b})',
    allClear: '이 지역 상황 해제',
    cancel: '방금 경보는 잘못되었습니다. 죄송합니다.',
    exercise: '훈련 상황입니다. 실제가 아닙니다.',
  },
};

export function wordsFor(language: Language): Words {
  return words[language];
}
