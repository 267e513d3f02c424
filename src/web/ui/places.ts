import { CURRENCIES } from '../../core/currency.ts'

/** ISO 3166-1 alpha-2, each with the currency used there. */
const COUNTRIES = `AD:eur AE:aed AF:afn AG:xcd AI:xcd AL:all AM:amd AO:aoa AR:ars AS:usd AT:eur AU:aud AW:awg AX:eur AZ:azn BA:bam BB:bbd BD:bdt BE:eur BF:xof
BG:eur BH:bhd BI:bif BJ:xof BL:eur BM:bmd BN:bnd BO:bob BQ:usd BR:brl BS:bsd BT:btn BW:bwp BY:byn BZ:bzd CA:cad CC:aud CD:cdf CF:xaf CG:xaf CH:chf CI:xof CK:nzd
CL:clp CM:xaf CN:cny CO:cop CR:crc CU:cup CV:cve CW:xcg CX:aud CY:eur CZ:czk DE:eur DJ:djf DK:dkk DM:xcd DO:dop DZ:dzd EC:usd EE:eur EG:egp EH:mad ER:ern ES:eur
ET:etb FI:eur FJ:fjd FK:fkp FM:usd FO:dkk FR:eur GA:xaf GB:gbp GD:xcd GE:gel GF:eur GG:gbp GH:ghs GI:gip GL:dkk GM:gmd GN:gnf GP:eur GQ:xaf GR:eur GT:gtq GU:usd
GW:xof GY:gyd HK:hkd HN:hnl HR:eur HT:htg HU:huf ID:idr IE:eur IL:ils IM:gbp IN:inr IO:usd IQ:iqd IR:irr IS:isk IT:eur JE:gbp JM:jmd JO:jod JP:jpy KE:kes KG:kgs
KH:khr KI:aud KM:kmf KN:xcd KP:kpw KR:krw KW:kwd KY:kyd KZ:kzt LA:lak LB:lbp LC:xcd LI:chf LK:lkr LR:lrd LS:lsl LT:eur LU:eur LV:eur LY:lyd MA:mad MC:eur MD:mdl
ME:eur MF:eur MG:mga MH:usd MK:mkd ML:xof MM:mmk MN:mnt MO:mop MP:usd MQ:eur MR:mru MS:xcd MT:eur MU:mur MV:mvr MW:mwk MX:mxn MY:myr MZ:mzn NA:nad NC:xpf NE:xof
NF:aud NG:ngn NI:nio NL:eur NO:nok NP:npr NR:aud NU:nzd NZ:nzd OM:omr PA:pab PE:pen PF:xpf PG:pgk PH:php PK:pkr PL:pln PM:eur PN:nzd PR:usd PS:ils PT:eur PW:usd
PY:pyg QA:qar RE:eur RO:ron RS:rsd RU:rub RW:rwf SA:sar SB:sbd SC:scr SD:sdg SE:sek SG:sgd SH:shp SI:eur SJ:nok SK:eur SL:sle SM:eur SN:xof SO:sos SR:srd SS:ssp
ST:stn SV:usd SX:xcg SY:syp SZ:szl TC:usd TD:xaf TG:xof TH:thb TJ:tjs TK:nzd TL:usd TM:tmt TN:tnd TO:top TR:try TT:ttd TV:aud TW:twd TZ:tzs UA:uah UG:ugx UM:usd
US:usd UY:uyu UZ:uzs VA:eur VC:xcd VE:ves VG:usd VI:usd VN:vnd VU:vuv WF:xpf WS:wst XK:eur YE:yer YT:eur ZA:zar ZM:zmw ZW:zwg`
const CURRENCY_OF = new Map(COUNTRIES.split(/\s+/).map((entry) => entry.split(':') as [string, string]))

/** The zone where most businesses of the country are; others are chosen by hand. */
const ZONES = `AE:Asia/Dubai AR:America/Argentina/Buenos_Aires AT:Europe/Vienna AU:Australia/Sydney BD:Asia/Dhaka BE:Europe/Brussels BG:Europe/Sofia BR:America/Sao_Paulo
CA:America/Toronto CH:Europe/Zurich CL:America/Santiago CN:Asia/Shanghai CO:America/Bogota CR:America/Costa_Rica CY:Asia/Nicosia CZ:Europe/Prague DE:Europe/Berlin
DK:Europe/Copenhagen DO:America/Santo_Domingo EC:America/Guayaquil EE:Europe/Tallinn EG:Africa/Cairo ES:Europe/Madrid FI:Europe/Helsinki FR:Europe/Paris GB:Europe/London
GH:Africa/Accra GR:Europe/Athens HK:Asia/Hong_Kong HR:Europe/Zagreb HU:Europe/Budapest ID:Asia/Jakarta IE:Europe/Dublin IL:Asia/Jerusalem IN:Asia/Kolkata IS:Atlantic/Reykjavik
IT:Europe/Rome JP:Asia/Tokyo KE:Africa/Nairobi KR:Asia/Seoul KW:Asia/Kuwait LT:Europe/Vilnius LU:Europe/Luxembourg LV:Europe/Riga MA:Africa/Casablanca MT:Europe/Malta
MX:America/Mexico_City MY:Asia/Kuala_Lumpur NG:Africa/Lagos NL:Europe/Amsterdam NO:Europe/Oslo NZ:Pacific/Auckland PE:America/Lima PH:Asia/Manila PK:Asia/Karachi
PL:Europe/Warsaw PT:Europe/Lisbon QA:Asia/Qatar RO:Europe/Bucharest RS:Europe/Belgrade SA:Asia/Riyadh SE:Europe/Stockholm SG:Asia/Singapore SI:Europe/Ljubljana
SK:Europe/Bratislava TH:Asia/Bangkok TR:Europe/Istanbul TW:Asia/Taipei UA:Europe/Kyiv US:America/New_York UY:America/Montevideo VN:Asia/Ho_Chi_Minh ZA:Africa/Johannesburg`
const ZONE_OF = new Map(ZONES.split(/\s+/).map((entry) => entry.split(':') as [string, string]))

export interface Place {
  readonly value: string
  readonly label: string
}

export function countries(): Place[] {
  const names = new Intl.DisplayNames(undefined, { type: 'region' })
  return [...CURRENCY_OF.keys()].map((value) => ({ value, label: names.of(value) ?? value })).sort(byLabel)
}

export function countryText(code: string): string {
  return new Intl.DisplayNames(undefined, { type: 'region' }).of(code) ?? code
}

export function currencies(): Place[] {
  const names = new Intl.DisplayNames(undefined, { type: 'currency' })
  return CURRENCIES.map((value) => ({ value, label: `${value.toUpperCase()} – ${names.of(value.toUpperCase())}` })).sort(byLabel)
}

export function zones(): Place[] {
  return Intl.supportedValuesOf('timeZone').map((value) => ({ value, label: value.replaceAll('_', ' ') }))
}

/** What a company in the country most likely wants; where a country has several zones, the reader's own clock decides. */
export function defaultsOf(country: string): { currency: string; time_zone: string } {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone
  const isOwnCountry = countryGuess() === country
  return { currency: CURRENCY_OF.get(country) ?? 'usd', time_zone: isOwnCountry ? own : (ZONE_OF.get(country) ?? own) }
}

/** The country of the reader's language setting, such as US of `en-US`. */
export function countryGuess(): string {
  const region = new Intl.Locale(navigator.language).maximize().region ?? 'US'
  return CURRENCY_OF.has(region) ? region : 'US'
}

function byLabel(left: Place, right: Place): number {
  return left.label.localeCompare(right.label)
}
