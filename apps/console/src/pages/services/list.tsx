import { IconHeadset } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { api } from '../../api/api.ts';
import { Chips, CodeWord } from '../../kit/badge.tsx';
import { ListPage } from '../../kit/list-page.tsx';
import { useLoad } from '../../kit/load.tsx';

export function ServiceTable(): ReactNode {
  const t = useTranslations('services');
  const kit = useTranslations('kit');
  const loaded = useLoad('services', async () => {
    const [services, skillsets] = await Promise.all([api.services.list(), api.skillsets.list()]);
    return services.map((service) => ({
      ...service,
      answeredBy: service.skillsets.map((code) => skillsets.find((one) => one.code === code)?.name ?? code),
    }));
  });
  return (
    <ListPage
      title={t('menu')}
      intro={t('intro')}
      icon={IconHeadset}
      path="/services"
      loaded={loaded}
      keyOf={({ code }) => code}
      nameOf={({ name }) => name}
      add={t('add')}
      empty={{ title: t('emptyTitle'), text: t('emptyText') }}
      columns={[
        { label: kit('code'), show: ({ code }) => <CodeWord>{code}</CodeWord> },
        { label: t('channels'), show: ({ channels }) => <Chips words={channels.map((one) => kit(`channels.${one}`))} /> },
        { label: t('skillsets'), show: ({ answeredBy }) => <Chips words={answeredBy} /> },
        { label: t('afterCall'), show: ({ wrapUpMs }) => (wrapUpMs === 0 ? t('noWork') : `${wrapUpMs / 1_000} s`) },
      ]}
      remove={({ answeredBy: _names, ...service }) => ({
        name: service.name,
        remove: () => api.services.remove(service.code),
        restore: () => api.services.put(service),
      })}
    />
  );
}
