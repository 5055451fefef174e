/*
 * Fuzz target: requests of the calculators of collection.
 *
 * Whatever the bytes are, a request is answered whole on one line of JSON, or refused with words and nothing is
 * written. First byte: l, r or s for late-charge, refund-interest, seizable; the rest is the request.
 */
#include "calc/calc.h"
#include "base/share.h"
#include "calc/request.h"
#include "collection/law.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_answer(uint8_t kind, const char *bytes, size_t len)
{
    json_t *answer = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, NULL), *segment;
    size_t i;
    json_int_t sum = 0;

    assert(len > 0 && bytes[len - 1] == '\n' && answer != NULL);
    if (kind != 's') {
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
    static const char kinds[] = "lrs";
    static const struct calculation *const all[] = {&calculation_late_charge, &calculation_refund_interest,
                                                    &calculation_seizable};
    static void *calculator;
    struct report report;
    char *answer = NULL;
    size_t len = 0;

    if (size == 0 || memchr(kinds, data[0], 3) == NULL) {
        return 0;
    }
    if (calculator == NULL) {
        char params[512];
        snprintf(params, sizeof(params), "%s/params", share_folder());
        calculator = all[0]->open(params);
    }
    report_init(&report);
    FILE *out = open_memstream(&answer, &len);
    enum err e = all[strchr(kinds, data[0]) - kinds]->answer(calculator, (const char *)data + 1, size - 1,
                                                             &report, out);
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
