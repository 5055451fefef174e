/*
 * 抽出の決まり -- who is demanded what, decided from facts alone: no store, no clock.
 *
 * collection.md 10, 11. One charge at a time; each reason why a charge is left out has a word of its own.
 */
#ifndef KOKUHO_DEMAND_EXTRACT_H
#define KOKUHO_DEMAND_EXTRACT_H

#include "demand/demand.h"

/* Where the payer is. */
enum payer_place { PLACE_KNOWN, PLACE_UNKNOWN, PLACE_DEAD };

/* What stands for and against a charge. */
struct demand_facts {
    date due;
    yen unpaid;       /* amount - paid - written off; below zero: overpaid */
    yen told;         /* 速報 that wait for their 確報 */
    bool is_dunned;   /* a 督促 stands that was not withdrawn */
    bool is_held;     /* money lies as 仮受 under the same notice number */
    uint32_t stays;   /* bit of enum collection_stay, on the day */
    enum payer_place place;
};

/* 督促: DEMAND_IN, or why not. `wait_days`: after the due date, for slips on their way. */
enum demand_why demand_dunning_of(const struct demand_facts *f, date cut_off, int64_t wait_days);
/* 催告: only what was dunned, and nobody who keeps a plan or is protected. */
enum demand_why demand_letter_of(const struct demand_facts *f, date cut_off);
/* Telephone: as 催告, but before a 督促 too. */
enum demand_why demand_call_of(const struct demand_facts *f, date cut_off);

/* 引抜: what was extracted with `amount` of a charge, seen again. DEMAND_IN: it still stands. */
enum demand_why demand_pull_of(enum demand_kind kind, const struct demand_facts *now, yen amount);

#endif
