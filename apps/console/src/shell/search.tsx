import { Modal, TextInput } from '@mantine/core';
import { IconSearch, type Icon } from '@tabler/icons-react';
import { useEffect, useId, useMemo, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useMenuName } from '../kit/menu-name.ts';
import type { ConsolePage, Found } from '../registry.ts';
import { navigate } from '../router.ts';
import styles from './frame.module.css';

type Hit = Found & { icon: Icon; where: string };

const most = 12;

/** Words without accents and case: "perche" finds "Perché". */
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** The search over everything: pages by their names, and what is on them. */
export function Search(props: { open: boolean; onClose: () => void; pages: ConsolePage[] }): ReactNode {
  const t = useTranslations('shell');
  return (
    <Modal
      opened={props.open}
      onClose={props.onClose}
      title={t('search')}
      size="lg"
      yOffset="10vh"
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Results pages={props.pages} onClose={props.onClose} />
    </Modal>
  );
}

function Results({ pages, onClose }: { pages: ConsolePage[]; onClose: () => void }): ReactNode {
  const t = useTranslations('shell');
  const menuName = useMenuName();
  const list = useId();
  const [word, setWord] = useState('');
  const [at, setAt] = useState(0);
  const [things, setThings] = useState<Hit[]>([]);

  useEffect(() => {
    let current = true;
    for (const { id, icon, things: ask } of pages) {
      ask?.().then(
        (found) => current && setThings((now) => [...now, ...found.map((one) => ({ ...one, icon, where: menuName(id) }))]),
        // One page whose things can't be read must not take the search away from the others.
        () => undefined,
      );
    }
    return () => {
      current = false;
    };
  }, [pages, menuName]);

  const hits = useMemo(() => {
    const own = pages.map(({ id, icon }): Hit => ({ name: menuName(id), to: `/${id}`, icon, where: t('page') }));
    const words = plain(word).split(/\s+/).filter(Boolean);
    const matches = ({ name, also, where }: Hit): boolean => {
      const text = plain(`${name} ${also ?? ''} ${where}`);
      return words.every((one) => text.includes(one));
    };
    const starts = (hit: Hit): number => (plain(hit.name).startsWith(plain(word.trim())) ? 0 : 1);
    return [...own, ...(words.length === 0 ? [] : things)]
      .filter(matches)
      .sort((one, other) => starts(one) - starts(other))
      .slice(0, most);
  }, [pages, things, word, menuName, t]);

  const open = (hit: Hit | undefined): void => {
    if (hit === undefined) return;
    onClose();
    navigate(hit.to);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, hits.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
    else if (event.key === 'Enter') open(hits[at]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <TextInput
        data-autofocus
        size="md"
        leftSection={<IconSearch size={18} aria-hidden />}
        aria-label={t('search')}
        placeholder={t('searchHint')}
        role="combobox"
        aria-expanded
        aria-controls={list}
        aria-activedescendant={hits[at] === undefined ? undefined : `${list}-${at}`}
        autoComplete="off"
        value={word}
        onChange={(event) => {
          setWord(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      <ul className={styles.results} id={list} role="listbox" aria-label={t('results')}>
        {hits.map((hit, index) => {
          const { icon: Sign } = hit;
          return (
            <li
              key={`${hit.to} ${hit.name}`}
              id={`${list}-${index}`}
              role="option"
              aria-selected={index === at}
              className={styles.result}
              onMouseMove={() => setAt(index)}
              onClick={() => open(hit)}
            >
              <Sign size={18} stroke={1.7} aria-hidden />
              <span className={styles.resultName}>{hit.name}</span>
              <span className={styles.resultWhere}>{hit.where}</span>
            </li>
          );
        })}
      </ul>
      {hits.length === 0 && <p role="status">{t('noResults')}</p>}
    </>
  );
}
