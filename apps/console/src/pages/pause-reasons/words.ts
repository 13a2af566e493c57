import { bilingual } from '../../messages/words.ts';

export const pauseReasonsWords = bilingual({
  en: {
    menu: 'Pause reasons',
    intro: 'Why agents may pause, in the order in which they see it at the desk.',
    list: 'Reasons',
    listText: 'A few are enough: what can’t be told apart in a report is not worth choosing.',
    none: 'There are no reasons yet: agents pause without saying why.',
    reason: 'Reason {number, number}',
    add: 'Add a reason',
  },
  it: {
    menu: 'Motivi di pausa',
    intro: 'Perché gli operatori possono mettersi in pausa, nell’ordine in cui li vedono al desk.',
    list: 'Motivi',
    listText: 'Ne bastano pochi: ciò che in un report non si distingue non vale la scelta.',
    none: 'Non ci sono ancora motivi: gli operatori vanno in pausa senza dire perché.',
    reason: 'Motivo {number, number}',
    add: 'Aggiungi un motivo',
  },
});
