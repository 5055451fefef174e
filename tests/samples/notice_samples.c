/* Invented households and their figures. */
#include "notice_samples.h"

const char *const sample_names[SAMPLES] = {
    "couple", "reduced", "capped", "large", "unknown", "change", "long_names", "restricted",
    "advance", "zero",
};

struct person {
    const char *name;
    unsigned marks;
    yen base_income;
    bool has_care;
    uint16_t months;
};

static const struct person couple[] = {
    {"渡邉󠄏　𠮷彦", NOTICE_HEAD, 2970000, true, 0xFFF},
    {"渡邉󠄏　さくら", 0, 310000, true, 0xFF0},
    {"渡邉󠄏　蓮", NOTICE_PRESCHOOL | NOTICE_UNDER_18, 0, false, 0xFFF},
};
static const struct person reduced[] = {{"見本　一郎", NOTICE_HEAD, 0, false, 0xFFF}};
static const struct person capped[] = {
    {"高額　所得子", NOTICE_HEAD, 24570000, true, 0xFFF},
    {"高額　次郎", NOTICE_UNEMPLOYED, 1200000, true, 0xFFF},
};
static const struct person unknown[] = {
    {"未申　告太", NOTICE_HEAD | NOTICE_INCOME_UNKNOWN, 0, true, 0xFFF},
    {"未申　花", 0, 120000, false, 0xFFF},
};
static const struct person long_names[] = {
    {"パブロ・ディエゴ・ホセ・フランシスコ・デ・パウラ・フアン・ネポムセーノ・マリア・デ・ロス・レメディオス",
     NOTICE_HEAD | NOTICE_FORMER_DEPENDANT | NOTICE_UNEMPLOYED, 900000, true, 0xFFF},
    {"PRAKASH SHRESTHA WARDEN MONTGOMERY ALEXANDRIA BARTHOLOMEW WILHELMINA CONSTANTINE", NOTICE_MATERNITY, 0, false, 0x03F},
};
static const struct person nominal[] = {
    {"擬制　主人", NOTICE_HEAD | NOTICE_NOMINAL_HEAD, 0, false, 0},
    {"擬制　子", NOTICE_CARE_EXEMPT, 1430000, false, 0xFFF},
};

static const struct {
    int64_t millionths;
    yen per_capita, per_capita_18plus, cap;
} rates[LEVY_PARTS] = {
    {75100, 47600, 0, 670000}, {28000, 17600, 0, 260000}, {24300, 17800, 0, 170000},
    {2700, 1800, 73, 30000},
};

static int month_count(uint16_t months)
{
    return __builtin_popcount(months);
}

/* One part of one member, whole yen; sums of the part are the sums of the members. */
static void levy(struct notice *n, struct notice_member *m, size_t part)
{
    struct premium_part_result *r = &n->parts[part].result;
    int months = month_count(m->months[part]);
    yen flat = rates[part].per_capita;
    if (part == LEVY_CHILD) {
        flat = m->marks & NOTICE_UNDER_18 ? 0 : flat + rates[part].per_capita_18plus;
    } else if (m->marks & NOTICE_PRESCHOOL) {
        flat /= 2;
    }
    m->income_levy[part] = m->base_income * rates[part].millionths / 1000000 * months / 12;
    m->per_capita[part] = flat * (10 - n->reduction_tenths) / 10 * months / 12;
    r->income_levy += m->income_levy[part];
    r->per_capita += m->per_capita[part];
    r->months = months > r->months ? (uint8_t)months : r->months;
}

static void finish_parts(struct notice *n)
{
    for (size_t i = 0; i < LEVY_PARTS; i++) {
        struct notice_part *p = &n->parts[i];
        p->income_rate = (rate){rates[i].millionths, 1000000};
        p->asset_rate = (rate){0, 1000000};
        p->per_capita = rates[i].per_capita;
        p->per_capita_18plus = rates[i].per_capita_18plus;
        p->result.is_levied = true;
        p->result.cap = rates[i].cap;
        p->result.before_cap = p->result.income_levy + p->result.per_capita;
        p->result.amount =
            p->result.before_cap < p->result.cap ? p->result.before_cap : p->result.cap;
        n->total += p->result.amount;
    }
}

static void split(struct notice *n, bool is_advance)
{
    static const int days[10][3] = {{2026, 6, 30}, {2026, 7, 31}, {2026, 8, 31}, {2026, 9, 30},
                                    {2026, 11, 2}, {2026, 11, 30}, {2027, 1, 4}, {2027, 2, 1},
                                    {2027, 3, 1}, {2027, 3, 31}};
    yen amounts[10];
    n->instalment_count = is_advance ? 1 : 10;
    yen_allot(n->total, n->instalment_count, 10, ODD_YEN_FIRST, amounts);
    for (size_t i = 0; i < n->instalment_count; i++) {
        n->instalments[i] =
            (struct premium_instalment){date_of(days[i][0], days[i][1], days[i][2]), amounts[i]};
    }
}

static void add_people(struct notice *n, const struct person *people, size_t count, size_t repeat,
                       int64_t variation, struct arena *arena)
{
    struct notice_member *members = ARENA_ARRAY(arena, struct notice_member, count * repeat);
    for (size_t i = 0; i < count * repeat; i++) {
        const struct person *p = &people[i % count];
        members[i] = (struct notice_member){.name = text_of(p->name), .marks = p->marks,
                                            .is_insured = p->months != 0,
                                            .base_income = p->base_income};
        if (i >= count) {
            members[i].name = text_of(arena_printf(arena, "%s%zu", p->name, i));
            members[i].marks &= ~(unsigned)NOTICE_HEAD;
        }
        if (p->base_income > 0) {
            members[i].base_income += variation % 997 * 1013;
        }
        for (size_t part = 0; part < LEVY_PARTS; part++) {
            members[i].months[part] = part == LEVY_CARE && !p->has_care ? 0 : p->months;
            levy(n, &members[i], part);
        }
    }
    n->members = members;
    n->member_count = count * repeat;
    n->persons_counted = (uint16_t)(count * repeat);
    n->earners_counted = 1;
    for (size_t i = 0; i < 3; i++) {
        static const yen each[3] = {0, 310000, 570000};
        n->limits[i] = 430000 + each[i] * (yen)n->persons_counted;
    }
}

static void set_mailing(struct notice *n, const char *name, const char *address, const char *building)
{
    n->mailing = (struct mailing){.postal_code = text_of("1600022"), .address = text_of(address),
                                  .building = text_of(building), .name = text_of(name),
                                  .honorific = text_of("様")};
}

struct notice *sample_notice(enum sample which, const struct notice_form *form, int64_t variation,
                             struct arena *arena)
{
    static const struct {
        const struct person *people;
        size_t count, repeat;
        const char *address, *building;
    } homes[SAMPLES] = {
        [SAMPLE_COUPLE] = {couple, 3, 1, "東京都新宿区新宿三丁目99番8号", "葛󠄂城コーポ1203号室"},
        [SAMPLE_REDUCED] = {reduced, 1, 1, "東京都新宿区西早稲田九丁目1番2号", ""},
        [SAMPLE_CAPPED] = {capped, 2, 1, "東京都新宿区市谷砂土原町九丁目10番11号", "タワー見本4501"},
        [SAMPLE_LARGE] = {couple, 3, 9, "東京都新宿区大久保九丁目5番6号", "見本寮"},
        [SAMPLE_UNKNOWN] = {unknown, 2, 1, "東京都新宿区高田馬場九丁目7番7号", "甲荘2号"},
        [SAMPLE_CHANGE] = {couple, 3, 1, "東京都新宿区新宿三丁目99番8号", "葛󠄂城コーポ1203号室"},
        [SAMPLE_LONG_NAMES] = {long_names, 2, 1,
                               "東京都新宿区西新宿九丁目88番77号　インターナショナルレジデンス西新宿中央公園グランドヒルズ東館",
                               "ウエストサイドガーデンアネックス第二別館4502号室（パブロ・ディエゴ方）"},
        [SAMPLE_RESTRICTED] = {reduced, 1, 1, "東京都新宿区秘密町1番1号", "非開示荘"},
        [SAMPLE_ADVANCE] = {reduced, 1, 1, "東京都新宿区百人町九丁目3番4号", "国際館305"},
        [SAMPLE_ZERO] = {nominal, 1, 1, "東京都新宿区戸山九丁目2番1号", ""},
    };
    struct notice *n = ARENA_NEW(arena, struct notice);
    n->form = form;
    n->year = (fiscal_year){2026};
    n->notice_no = notice_no_of(1000 + (int64_t)which + variation);
    n->household_no = 100000 + variation;
    n->issued_on = date_of(2026, 6, 12);
    n->judged_income_is_known = which != SAMPLE_UNKNOWN;
    n->has_unknown_income = which == SAMPLE_UNKNOWN;
    n->is_advance = which == SAMPLE_ADVANCE;
    n->reduction_tenths = which == SAMPLE_REDUCED ? 7 : which == SAMPLE_LONG_NAMES ? 5 : 0;
    add_people(n, homes[which].people, homes[which].count, homes[which].repeat, variation, arena);
    n->judged_income = n->reduction_tenths == 7 ? 0 : n->reduction_tenths == 5 ? 990000 : 3710000;
    set_mailing(n, homes[which].people[0].name, homes[which].address, homes[which].building);
    n->mailing.is_restricted = which == SAMPLE_RESTRICTED;
    finish_parts(n);
    split(n, n->is_advance);
    if (which == SAMPLE_CHANGE) {
        n->is_change = true;
        n->issued_on = date_of(2026, 8, 14);
        n->reasons[0] = text_of("世帯員の方が令和8年8月1日に職場の健康保険に加入したため");
        n->reasons[1] = text_of("前年の所得が修正されたため");
        n->reason_count = 2;
        n->previous_count = n->instalment_count;
        for (size_t i = 0; i < n->instalment_count; i++) {
            n->previous[i] = n->instalments[i];
            n->previous[i].amount += 4210;
            n->previous_total += n->previous[i].amount;
        }
        n->paid = n->previous[0].amount + n->previous[1].amount;
    }
    struct report report;
    report_init(&report);
    enum err e = notice_slips_fill(n, NULL, 0, &report);
    assert(e == ERR_NONE);
    report_done(&report);
    return n;
}
