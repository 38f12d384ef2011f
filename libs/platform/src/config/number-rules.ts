/** What the fragment `numberRulesEnv` gives. */
interface NumberRulesConfig {
  readonly HOME_COUNTRY?: string | undefined;
  readonly ALLOWED_COUNTRIES?: readonly string[] | undefined;
  readonly PREMIUM_RATE: 'warn' | 'refuse';
}

/** The stricter rules of this installation, as the domain takes them. */
export const numberRules = ({ HOME_COUNTRY, ALLOWED_COUNTRIES, PREMIUM_RATE }: NumberRulesConfig) => ({
  ...(HOME_COUNTRY && { homeCountry: HOME_COUNTRY }),
  ...(ALLOWED_COUNTRIES && { allowedCountries: ALLOWED_COUNTRIES }),
  premiumRate: PREMIUM_RATE,
});
