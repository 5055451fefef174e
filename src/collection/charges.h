/* What the files of collection/ share of days and rows. Inner header. */
#ifndef KOKUHO_COLLECTION_CHARGES_H
#define KOKUHO_COLLECTION_CHARGES_H

#include "collection/collection.h"

/* yyyymmdd as stored; 0 is date_none(). */
date collection_day(int64_t ymd);

#endif
