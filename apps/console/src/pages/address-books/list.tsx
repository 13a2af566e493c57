import { IconBook2 } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { api } from '../../api/api.ts';
import { Chips, CodeWord } from '../../kit/badge.tsx';
import { ListPage } from '../../kit/list-page.tsx';
import { useLoad } from '../../kit/load.tsx';

export function AddressBookTable(): ReactNode {
  const t = useTranslations('addressBooks');
  const kit = useTranslations('kit');
  const format = useFormatter();
  const loaded = useLoad('addressBooks', async () => {
    const [books, services] = await Promise.all([api.books.list(), api.services.list()]);
    return books.map((book) => ({
      ...book,
      serviceNames: book.services.map((code) => services.find((one) => one.code === code)?.name ?? code),
    }));
  });
  return (
    <ListPage
      title={t('menu')}
      intro={t('intro')}
      icon={IconBook2}
      path="/addressBooks"
      loaded={loaded}
      keyOf={({ id }) => id}
      nameOf={({ name }) => name}
      add={t('add')}
      empty={{ title: t('emptyTitle'), text: t('emptyText') }}
      columns={[
        { label: kit('code'), show: ({ id }) => <CodeWord>{id}</CodeWord> },
        { label: t('forWhom'), show: ({ serviceNames }) => (serviceNames.length === 0 ? t('everybody') : <Chips words={serviceNames} />) },
        { label: t('contacts'), show: ({ contacts }) => <span className="cc-tabular">{format.number(contacts)}</span> },
      ]}
      remove={({ id, name, services }) =>
        id === 'main'
          ? null
          : {
              name,
              remove: () => api.books.remove(id),
              restore: () => api.books.put({ id, name, services }),
            }
      }
    />
  );
}
