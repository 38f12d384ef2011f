import { useQuery } from '@tanstack/react-query';
import { Anchor, Button, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useFormat } from '../app/format.js';
import { Page as Frame } from '../app/page.js';
import { Empty, Failed, Loading } from '../app/states.js';
import { useStrings } from '../app/strings/language.js';
import { GroupTile } from './group-tile.js';
import { groupsQuery } from './queries.js';
import { recentCallsQuery } from './recent-calls.js';
import { ImportsTile, ServiceTile } from './service-tile.js';

/** A socket watches so many groups at most; nobody looks at more charts at once. */
const SHOWN_MAX = 60;

export function Page() {
  const { groups } = useStrings();
  const format = useFormat();
  const all = useQuery({ ...groupsQuery, refetchInterval: 10_000 });
  const calls = useQuery(recentCallsQuery);
  const shown = all.data?.slice(0, SHOWN_MAX) ?? [];
  return (
    <Frame title={groups.overview} hint={groups.overviewHint}>
      <div className="tiles">
        <ServiceTile />
        <ImportsTile />
        {shown.map((group) => (
          <GroupTile
            key={group.id}
            group={group}
            calls={calls.data?.ofGroup.get(group.name)}
            isCut={calls.data?.isCut ?? false}
          />
        ))}
      </div>
      {all.data && all.data.length > shown.length && (
        <Text size="sm">
          {groups.shownOf(format.number(shown.length), format.number(all.data.length))}{' '}
          <Anchor component={Link} to="/config" inherit>
            {groups.allGroups}
          </Anchor>
        </Text>
      )}
      {all.isPending && <Loading />}
      {all.error && !all.data && <Failed error={all.error} onAgain={() => void all.refetch()} />}
      {all.data?.length === 0 && (
        <Empty title={groups.noneTitle} text={groups.none}>
          <Button component={Link} to="/config">
            {groups.create}
          </Button>
        </Empty>
      )}
    </Frame>
  );
}
