import type { Theft } from '../happening.ts'
import { officeHoursScraper } from './office-hours-scraper.ts'

export const thefts: readonly Theft[] = [officeHoursScraper]
