import { openIdConnectCallback } from '@ctci/contracts';
import { FirstStart } from '@ctci/persistence';
import { type Provider } from '@nestjs/common';
import { type ApiConfig } from '../config.js';
import { ApiKeysController } from './api-keys.controller.js';
import { Authenticate } from './authenticate.js';
import { Bootstrap } from './bootstrap.js';
import { Cookies } from './cookies.js';
import { InvitationsController } from './invitations.controller.js';
import { OpenIdConnect, type OpenIdConnectOptions } from './open-id-connect.js';
import { OpenIdConnectController } from './open-id-connect.controller.js';
import { OwnOrigin } from './own-origin.js';
import { OwnPassword } from './own-password.js';
import { Passwords } from './passwords.js';
import { Reach } from './reach.js';
import { SecondFactorController } from './second-factor.controller.js';
import { PasswordController } from './password.controller.js';
import { SessionController } from './session.controller.js';
import { SignInWithPassword } from './sign-in-with-password.js';
import { SignedIn } from './signed-in.js';
import { UsersController } from './users.controller.js';

export const accessControllers = [
  ApiKeysController,
  InvitationsController,
  OpenIdConnectController,
  PasswordController,
  SecondFactorController,
  SessionController,
  UsersController,
];

/** What the feature is made of. */
export function accessProviders(config: ApiConfig): Provider[] {
  const own = new OwnOrigin(config.PUBLIC_URL);
  return [
    ...[Authenticate, Reach, OwnPassword, Passwords, SignedIn, SignInWithPassword],
    { provide: OwnOrigin, useValue: own },
    { provide: Cookies, useValue: new Cookies(own.isSecure) },
    { provide: OpenIdConnect, useValue: new OpenIdConnect(openIdOptions(config)) },
    {
      provide: Bootstrap,
      inject: [FirstStart, Passwords],
      useFactory: (firstStart: FirstStart, passwords: Passwords) =>
        new Bootstrap(firstStart, passwords, { key: config.BOOTSTRAP_API_KEY, dataDir: config.DATA_DIR }),
    },
  ];
}

/** Null where no provider is set up. */
function openIdOptions(config: ApiConfig): OpenIdConnectOptions | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, PUBLIC_URL: publicUrl } = config;
  if (issuer === undefined || clientId === undefined || publicUrl === undefined) return null;
  return {
    ...{ issuer, clientId, clientSecret: config.OIDC_CLIENT_SECRET, name: config.OIDC_NAME },
    ...{ scopes: config.OIDC_SCOPES, roleClaim: config.OIDC_ROLE_CLAIM, roles: config.OIDC_ROLES },
    redirectUri: `${publicUrl}${openIdConnectCallback.path}`,
  };
}
