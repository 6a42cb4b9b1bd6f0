/** The settings of a server whose Cal.com has this URL. */
export const calcomSettings = (url: string): Readonly<Record<string, string>> => ({
  CALCOM_API_URL: url,
  CALCOM_API_KEY: 'cal_invented',
  CALCOM_ORG_ID: '1',
  CALCOM_TEAM_ID: '2',
});
