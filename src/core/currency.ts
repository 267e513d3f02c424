/**
 * Which currencies exist, how many minor digits each has and how people call it.
 * Source: ISO 4217 (current codes and fund codes with a minor unit), six codes withdrawn since 2021 that older
 * documents still carry, and Bitcoin. One deliberate difference: the published API states amounts in ariary without
 * decimals, while ISO 4217 counts iraimbilanja (two digits).
 */
export interface CurrencyFacts {
  /** Decimals of the smallest unit: 2 means that 1 unit is 100 minor units. */
  readonly digits: number
  /** English name, for lists to choose from. */
  readonly name: string
  /** The short sign on screens of one currency. It is not unique: many dollars print as $. */
  readonly symbol: string
}

/** A lower-case currency code, as stored and as spoken on the wire. */
export type Currency = keyof typeof TABLE

const TABLE = {
  aed: { digits: 2, name: 'United Arab Emirates Dirham', symbol: 'AED' },
  afn: { digits: 2, name: 'Afghan Afghani', symbol: '؋' },
  all: { digits: 2, name: 'Albanian Lek', symbol: 'ALL' },
  amd: { digits: 2, name: 'Armenian Dram', symbol: '֏' },
  ang: { digits: 2, name: 'Netherlands Antillean Guilder', symbol: 'ANG' },
  aoa: { digits: 2, name: 'Angolan Kwanza', symbol: 'Kz' },
  ars: { digits: 2, name: 'Argentine Peso', symbol: '$' },
  aud: { digits: 2, name: 'Australian Dollar', symbol: '$' },
  awg: { digits: 2, name: 'Aruban Florin', symbol: 'AWG' },
  azn: { digits: 2, name: 'Azerbaijani Manat', symbol: '₼' },
  bam: { digits: 2, name: 'Bosnia-Herzegovina Convertible Mark', symbol: 'KM' },
  bbd: { digits: 2, name: 'Barbadian Dollar', symbol: '$' },
  bdt: { digits: 2, name: 'Bangladeshi Taka', symbol: '৳' },
  bgn: { digits: 2, name: 'Bulgarian Lev', symbol: 'BGN' },
  bhd: { digits: 3, name: 'Bahraini Dinar', symbol: 'BHD' },
  bif: { digits: 0, name: 'Burundian Franc', symbol: 'BIF' },
  bmd: { digits: 2, name: 'Bermudan Dollar', symbol: '$' },
  bnd: { digits: 2, name: 'Brunei Dollar', symbol: '$' },
  bob: { digits: 2, name: 'Bolivian Boliviano', symbol: 'Bs' },
  bov: { digits: 2, name: 'Bolivian Mvdol', symbol: 'BOV' },
  brl: { digits: 2, name: 'Brazilian Real', symbol: 'R$' },
  bsd: { digits: 2, name: 'Bahamian Dollar', symbol: '$' },
  btn: { digits: 2, name: 'Bhutanese Ngultrum', symbol: 'BTN' },
  bwp: { digits: 2, name: 'Botswanan Pula', symbol: 'P' },
  byn: { digits: 2, name: 'Belarusian Ruble', symbol: 'BYN' },
  bzd: { digits: 2, name: 'Belize Dollar', symbol: '$' },
  cad: { digits: 2, name: 'Canadian Dollar', symbol: '$' },
  cdf: { digits: 2, name: 'Congolese Franc', symbol: 'CDF' },
  che: { digits: 2, name: 'WIR Euro', symbol: 'CHE' },
  chf: { digits: 2, name: 'Swiss Franc', symbol: 'CHF' },
  chw: { digits: 2, name: 'WIR Franc', symbol: 'CHW' },
  clf: { digits: 4, name: 'Chilean Unit of Account (UF)', symbol: 'CLF' },
  clp: { digits: 0, name: 'Chilean Peso', symbol: '$' },
  cny: { digits: 2, name: 'Chinese Yuan', symbol: '¥' },
  cop: { digits: 2, name: 'Colombian Peso', symbol: '$' },
  cou: { digits: 2, name: 'Colombian Real Value Unit', symbol: 'COU' },
  crc: { digits: 2, name: 'Costa Rican Colón', symbol: '₡' },
  cuc: { digits: 2, name: 'Cuban Convertible Peso', symbol: '$' },
  cup: { digits: 2, name: 'Cuban Peso', symbol: '$' },
  cve: { digits: 2, name: 'Cape Verdean Escudo', symbol: 'CVE' },
  czk: { digits: 2, name: 'Czech Koruna', symbol: 'Kč' },
  djf: { digits: 0, name: 'Djiboutian Franc', symbol: 'DJF' },
  dkk: { digits: 2, name: 'Danish Krone', symbol: 'kr' },
  dop: { digits: 2, name: 'Dominican Peso', symbol: '$' },
  dzd: { digits: 2, name: 'Algerian Dinar', symbol: 'DZD' },
  egp: { digits: 2, name: 'Egyptian Pound', symbol: 'E£' },
  ern: { digits: 2, name: 'Eritrean Nakfa', symbol: 'ERN' },
  etb: { digits: 2, name: 'Ethiopian Birr', symbol: 'ETB' },
  eur: { digits: 2, name: 'Euro', symbol: '€' },
  fjd: { digits: 2, name: 'Fijian Dollar', symbol: '$' },
  fkp: { digits: 2, name: 'Falkland Islands Pound', symbol: '£' },
  gbp: { digits: 2, name: 'British Pound', symbol: '£' },
  gel: { digits: 2, name: 'Georgian Lari', symbol: '₾' },
  ghs: { digits: 2, name: 'Ghanaian Cedi', symbol: 'GH₵' },
  gip: { digits: 2, name: 'Gibraltar Pound', symbol: '£' },
  gmd: { digits: 2, name: 'Gambian Dalasi', symbol: 'GMD' },
  gnf: { digits: 0, name: 'Guinean Franc', symbol: 'FG' },
  gtq: { digits: 2, name: 'Guatemalan Quetzal', symbol: 'Q' },
  gyd: { digits: 2, name: 'Guyanaese Dollar', symbol: '$' },
  hkd: { digits: 2, name: 'Hong Kong Dollar', symbol: '$' },
  hnl: { digits: 2, name: 'Honduran Lempira', symbol: 'L' },
  hrk: { digits: 2, name: 'Croatian Kuna', symbol: 'kn' },
  htg: { digits: 2, name: 'Haitian Gourde', symbol: 'HTG' },
  huf: { digits: 2, name: 'Hungarian Forint', symbol: 'Ft' },
  idr: { digits: 2, name: 'Indonesian Rupiah', symbol: 'Rp' },
  ils: { digits: 2, name: 'Israeli New Shekel', symbol: '₪' },
  inr: { digits: 2, name: 'Indian Rupee', symbol: '₹' },
  iqd: { digits: 3, name: 'Iraqi Dinar', symbol: 'IQD' },
  irr: { digits: 2, name: 'Iranian Rial', symbol: 'IRR' },
  isk: { digits: 0, name: 'Icelandic Króna', symbol: 'kr' },
  jmd: { digits: 2, name: 'Jamaican Dollar', symbol: '$' },
  jod: { digits: 3, name: 'Jordanian Dinar', symbol: 'JOD' },
  jpy: { digits: 0, name: 'Japanese Yen', symbol: '¥' },
  kes: { digits: 2, name: 'Kenyan Shilling', symbol: 'KES' },
  kgs: { digits: 2, name: 'Kyrgyz Som', symbol: 'KGS' },
  khr: { digits: 2, name: 'Cambodian Riel', symbol: '៛' },
  kmf: { digits: 0, name: 'Comorian Franc', symbol: 'CF' },
  kpw: { digits: 2, name: 'North Korean Won', symbol: '₩' },
  krw: { digits: 0, name: 'South Korean Won', symbol: '₩' },
  kwd: { digits: 3, name: 'Kuwaiti Dinar', symbol: 'KWD' },
  kyd: { digits: 2, name: 'Cayman Islands Dollar', symbol: '$' },
  kzt: { digits: 2, name: 'Kazakhstani Tenge', symbol: '₸' },
  lak: { digits: 2, name: 'Laotian Kip', symbol: '₭' },
  lbp: { digits: 2, name: 'Lebanese Pound', symbol: 'L£' },
  lkr: { digits: 2, name: 'Sri Lankan Rupee', symbol: 'Rs' },
  lrd: { digits: 2, name: 'Liberian Dollar', symbol: '$' },
  lsl: { digits: 2, name: 'Lesotho Loti', symbol: 'LSL' },
  lyd: { digits: 3, name: 'Libyan Dinar', symbol: 'LYD' },
  mad: { digits: 2, name: 'Moroccan Dirham', symbol: 'MAD' },
  mdl: { digits: 2, name: 'Moldovan Leu', symbol: 'MDL' },
  mga: { digits: 0, name: 'Malagasy Ariary', symbol: 'Ar' },
  mkd: { digits: 2, name: 'Macedonian Denar', symbol: 'MKD' },
  mmk: { digits: 2, name: 'Myanmar Kyat', symbol: 'K' },
  mnt: { digits: 2, name: 'Mongolian Tugrik', symbol: '₮' },
  mop: { digits: 2, name: 'Macanese Pataca', symbol: 'MOP' },
  mru: { digits: 2, name: 'Mauritanian Ouguiya', symbol: 'MRU' },
  mur: { digits: 2, name: 'Mauritian Rupee', symbol: 'Rs' },
  mvr: { digits: 2, name: 'Maldivian Rufiyaa', symbol: 'MVR' },
  mwk: { digits: 2, name: 'Malawian Kwacha', symbol: 'MWK' },
  mxn: { digits: 2, name: 'Mexican Peso', symbol: '$' },
  mxv: { digits: 2, name: 'Mexican Investment Unit', symbol: 'MXV' },
  myr: { digits: 2, name: 'Malaysian Ringgit', symbol: 'RM' },
  mzn: { digits: 2, name: 'Mozambican Metical', symbol: 'MZN' },
  nad: { digits: 2, name: 'Namibian Dollar', symbol: '$' },
  ngn: { digits: 2, name: 'Nigerian Naira', symbol: '₦' },
  nio: { digits: 2, name: 'Nicaraguan Córdoba', symbol: 'C$' },
  nok: { digits: 2, name: 'Norwegian Krone', symbol: 'kr' },
  npr: { digits: 2, name: 'Nepalese Rupee', symbol: 'Rs' },
  nzd: { digits: 2, name: 'New Zealand Dollar', symbol: '$' },
  omr: { digits: 3, name: 'Omani Rial', symbol: 'OMR' },
  pab: { digits: 2, name: 'Panamanian Balboa', symbol: 'PAB' },
  pen: { digits: 2, name: 'Peruvian Sol', symbol: 'PEN' },
  pgk: { digits: 2, name: 'Papua New Guinean Kina', symbol: 'PGK' },
  php: { digits: 2, name: 'Philippine Peso', symbol: '₱' },
  pkr: { digits: 2, name: 'Pakistani Rupee', symbol: 'Rs' },
  pln: { digits: 2, name: 'Polish Zloty', symbol: 'zł' },
  pyg: { digits: 0, name: 'Paraguayan Guarani', symbol: '₲' },
  qar: { digits: 2, name: 'Qatari Riyal', symbol: 'QAR' },
  ron: { digits: 2, name: 'Romanian Leu', symbol: 'lei' },
  rsd: { digits: 2, name: 'Serbian Dinar', symbol: 'RSD' },
  rub: { digits: 2, name: 'Russian Ruble', symbol: '₽' },
  rwf: { digits: 0, name: 'Rwandan Franc', symbol: 'RF' },
  sar: { digits: 2, name: 'Saudi Riyal', symbol: 'SAR' },
  sbd: { digits: 2, name: 'Solomon Islands Dollar', symbol: '$' },
  scr: { digits: 2, name: 'Seychellois Rupee', symbol: 'SCR' },
  sdg: { digits: 2, name: 'Sudanese Pound', symbol: 'SDG' },
  sek: { digits: 2, name: 'Swedish Krona', symbol: 'kr' },
  sgd: { digits: 2, name: 'Singapore Dollar', symbol: '$' },
  shp: { digits: 2, name: 'St. Helena Pound', symbol: '£' },
  sle: { digits: 2, name: 'Sierra Leonean Leone', symbol: 'SLE' },
  sll: { digits: 2, name: 'Sierra Leonean Leone (1964–2022)', symbol: 'SLL' },
  sos: { digits: 2, name: 'Somali Shilling', symbol: 'SOS' },
  srd: { digits: 2, name: 'Surinamese Dollar', symbol: '$' },
  ssp: { digits: 2, name: 'South Sudanese Pound', symbol: '£' },
  stn: { digits: 2, name: 'São Tomé & Príncipe Dobra', symbol: 'Db' },
  svc: { digits: 2, name: 'Salvadoran Colón', symbol: 'SVC' },
  syp: { digits: 2, name: 'Syrian Pound', symbol: '£' },
  szl: { digits: 2, name: 'Swazi Lilangeni', symbol: 'SZL' },
  thb: { digits: 2, name: 'Thai Baht', symbol: '฿' },
  tjs: { digits: 2, name: 'Tajikistani Somoni', symbol: 'TJS' },
  tmt: { digits: 2, name: 'Turkmenistani Manat', symbol: 'TMT' },
  tnd: { digits: 3, name: 'Tunisian Dinar', symbol: 'TND' },
  top: { digits: 2, name: 'Tongan Paʻanga', symbol: 'T$' },
  try: { digits: 2, name: 'Turkish Lira', symbol: '₺' },
  ttd: { digits: 2, name: 'Trinidad & Tobago Dollar', symbol: '$' },
  twd: { digits: 2, name: 'New Taiwan Dollar', symbol: '$' },
  tzs: { digits: 2, name: 'Tanzanian Shilling', symbol: 'TZS' },
  uah: { digits: 2, name: 'Ukrainian Hryvnia', symbol: '₴' },
  ugx: { digits: 0, name: 'Ugandan Shilling', symbol: 'UGX' },
  usd: { digits: 2, name: 'US Dollar', symbol: '$' },
  usn: { digits: 2, name: 'US Dollar (Next day)', symbol: 'USN' },
  uyi: { digits: 0, name: 'Uruguayan Peso (Indexed Units)', symbol: 'UYI' },
  uyu: { digits: 2, name: 'Uruguayan Peso', symbol: '$' },
  uyw: { digits: 4, name: 'Uruguayan Nominal Wage Index Unit', symbol: 'UYW' },
  uzs: { digits: 2, name: 'Uzbekistani Som', symbol: 'UZS' },
  ved: { digits: 2, name: 'Bolívar Soberano', symbol: 'VED' },
  ves: { digits: 2, name: 'Venezuelan Bolívar', symbol: 'VES' },
  vnd: { digits: 0, name: 'Vietnamese Dong', symbol: '₫' },
  vuv: { digits: 0, name: 'Vanuatu Vatu', symbol: 'VUV' },
  wst: { digits: 2, name: 'Samoan Tala', symbol: 'WST' },
  xad: { digits: 2, name: 'Arab Accounting Dinar', symbol: 'XAD' },
  xaf: { digits: 0, name: 'Central African CFA Franc', symbol: 'FCFA' },
  xcd: { digits: 2, name: 'East Caribbean Dollar', symbol: '$' },
  xcg: { digits: 2, name: 'Caribbean Guilder', symbol: 'Cg.' },
  xof: { digits: 0, name: 'West African CFA Franc', symbol: 'F CFA' },
  xpf: { digits: 0, name: 'CFP Franc', symbol: 'CFPF' },
  yer: { digits: 2, name: 'Yemeni Rial', symbol: 'YER' },
  zar: { digits: 2, name: 'South African Rand', symbol: 'R' },
  zmw: { digits: 2, name: 'Zambian Kwacha', symbol: 'ZK' },
  zwg: { digits: 2, name: 'Zimbabwe Gold', symbol: 'ZWG' },
  zwl: { digits: 2, name: 'Zimbabwean Dollar (2009–2024)', symbol: 'ZWL' },
  btc: { digits: 8, name: 'Bitcoin', symbol: '₿' },
} as const satisfies Readonly<Record<string, CurrencyFacts>>

export const CURRENCIES = Object.keys(TABLE) as [Currency, ...Currency[]]

/** Whether the text is a currency code we know, in lower case. */
export function isCurrency(text: string): text is Currency {
  return Object.hasOwn(TABLE, text)
}

/** Decimals of the smallest unit: 2 for usd, 0 for jpy, 3 for bhd. */
export function minorDigits(currency: Currency): number {
  return TABLE[currency].digits
}

/** English name of the currency. */
export function currencyName(currency: Currency): string {
  return TABLE[currency].name
}

/** Short sign of the currency, or its code where it has none. */
export function currencySymbol(currency: Currency): string {
  return TABLE[currency].symbol
}
