import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Page } from './page.js';
import { Empty } from './states.js';
import { useStrings } from './strings/language.js';

export function NotFound() {
  const { app } = useStrings();
  return (
    <Page title={app.notFoundTitle}>
      <Empty title={app.notFoundTitle} text={app.notFound}>
        <Button component={Link} to="/">
          {app.toOverview}
        </Button>
      </Empty>
    </Page>
  );
}
