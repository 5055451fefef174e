/*
 * Fuzz target: requests of the calculators of collection and eligibility.
 *
 * Whatever the bytes are, a request is answered whole on one line of JSON, or refused with words and nothing is
 * written. First byte: l, r, s or c for late-charge, refund-interest, seizable, copayment; the rest is the request.
 */
#include "calc/calc.h"
#include "base/share.h"
#include "calc/request.h"
#include "collection/law.h"
#include "eligibility/law.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_members(const json_t *members)
{
    json_t *member;
    size_t i;

    assert(json_array_size(members) > 0);
    json_array_foreach(members, i, member) {
        const json_t *ratio = json_object_get(member, "ratio");
        assert(json_is_null(ratio) || (json_integer_value(ratio) >= 1 && json_integer_value(ratio) <= 3));
        assert(json_string_length(json_object_get(member, "reason")) > 0);
    }
}

static void check_answer(uint8_t kind, const char *bytes, size_t len)
{
    json_t *answer = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, NULL), *segment;
    size_t i;
    json_int_t sum = 0;

    assert(len > 0 && bytes[len - 1] == '\n' && answer != NULL);
    if (kind == 'c') {
        check_members(json_object_get(answer, "members"));
    } else if (kind != 's') {
        json_int_t raw = json_integer_value(json_object_get(answer, "raw"));
        json_array_foreach(json_object_get(answer, "segments"), i, segment) {
            assert(json_integer_value(json_object_get(segment, "days")) > 0);
            sum += json_integer_value(json_object_get(segment, "yen"));
        }
        assert(sum <= raw && json_integer_value(json_object_get(answer, "amount")) <= raw);
        assert(json_integer_value(json_object_get(answer, "amount")) >= 0);
    } else {
        assert(json_integer_value(json_object_get(answer, "seizable")) >= 0);
    }
    json_decref(answer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char kinds[] = "lrsc";
    static const struct calculation *const all[] = {&calculation_late_charge, &calculation_refund_interest,
                                                    &calculation_seizable, &calculation_copayment};
    static void *calculators[4];
    struct report report;
    char *answer = NULL;
    size_t len = 0;

    if (size == 0 || memchr(kinds, data[0], 4) == NULL) {
        return 0;
    }
    size_t which = (size_t)(strchr(kinds, data[0]) - kinds);
    if (calculators[which] == NULL) {
        char params[512];
        snprintf(params, sizeof(params), "%s/params", share_folder());
        calculators[which] = all[which]->open(params);
    }
    report_init(&report);
    FILE *out = open_memstream(&answer, &len);
    enum err e = all[which]->answer(calculators[which], (const char *)data + 1, size - 1, &report, out);
    fclose(out);
    if (e == ERR_NONE) {
        check_answer(data[0], answer, len);
    } else {
        assert(e == ERR_INPUT && report.count > 0 && len == 0);
    }
    free(answer); /* handle of open_memstream() */
    report_done(&report);
    return 0;
}
