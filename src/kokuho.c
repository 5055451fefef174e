/*
 * kokuho -- one program, a table of subcommands.
 *
 * The files of this folder itself are the only places that know all: commands, jobs and import handlers are
 * declared beside their code and registered here.
 */
#include "addressee/addressee.h"
#include "arrears/arrears.h"
#include "audit/audit.h"
#include "base/heap.h"
#include "batch/batch.h"
#include "books/books.h"
#include "census/census.h"
#include "calc/calc.h"
#include "casework/casework.h"
#include "certificate/certificate.h"
#include "collection/collection.h"
#include "collection/law.h"
#include "correction/correction.h"
#include "debit/debit.h"
#include "declared.h"
#include "demand/demand.h"
#include "finance/finance.h"
#include "held.h"
#include "interchange/feed.h"
#include "interchange/interchange.h"
#include "inquiry/inquiry.h"
#include "keys.h"
#include "knowledge.h"
#include "consistency.h"
#include "nightly.h"
#include "ops/ops.h"
#include "output/output.h"
#include "payin/payin.h"
#include "premium/premium.h"
#include "refund/refund.h"
#include "remedy/remedy.h"
#include "restriction/restriction.h"
#include "retention/retention.h"
#include "online/online.h"
#include "support/support.h"
#include "release.h"
#include "sealing.h"
#include "selfcheck.h"
#include "town/town.h"
#include "trial/trial.h"
#include "verify.h"
#include "watch/watch.h"
#include "web/web.h"
#include "enrolment/enrolment.h"
#include "occasion/occasion.h"
#include "onward/onward.h"
#include "withholding/withholding.h"

#include <locale.h>
#include <sodium.h>

static const struct command *const commands[] = {
    &command_init, &command_operator, &command_rights, &command_terminal,
    &command_town, &command_import, &command_params, &command_job,
    &command_notice, &command_verify, &command_serve, &command_calc,
    &command_layout, &command_code, &command_audit, &command_output,
    &command_nightly, &command_key, &command_release, &command_search,  &command_slip, &command_certificate,
    &command_feeds,   &command_status, &command_selfcheck,
};

const struct job *const jobs[] = {&job_premium_annual, &job_premium_monthly, &job_notice_annual,
                                &job_premium_remedy,
                                &job_declaration_forms, &job_income_inquiries,
                                &job_inquiry_reminders, &job_declaration_answers,
                                &job_income_watch,
                                &job_retention,
                                &job_certificate_renewal, &job_eligibility_elders, &job_certificate_guide,
                                &job_eligibility_daily,
                                &job_enrolment_check, &job_enrolment_letters,
                                &job_resident_insurance,
                                &job_pay_easy_claims, &job_paid_letters,
                                &job_audit_close,    &job_output_expire,  &job_consistency,
                                &job_selfcheck,      &job_key_reseal,
                                &job_row_seal,       &job_row_reseal,
                                &job_feed_alarms,
                                &job_demand_notice,  &job_demand_pull,    &job_demand_letter,
                                &job_demand_promises, &job_call_list, &job_sms_list,     &job_call_stop,
                                &job_demand_copy, &job_demand_publication, &job_late_charge,
                                &job_receipts_match, &job_refund_detect,  &job_refund_notice,
                                &job_refund_transfer,
                                &job_refund_lapse,   &job_payin_compare, &job_finance_journal,
                                &job_debit_request,  &job_debit_notice, &job_year_end,
                                &job_arrears_limits, &job_arrears_write_off,
                                &job_withholding_candidates,
                                &job_withholding_request,
                                &job_withholding_letters,
                                &job_arrears_inquiries, &job_arrears_transfers, &job_support_out};
const size_t job_count = COUNT_OF(jobs);

const struct calculation *const calculations[] = {&calculation_premium, &calculation_late_charge,
                                                 &calculation_refund_interest, &calculation_seizable,
                                                 &calculation_copayment};
const size_t calculation_count = COUNT_OF(calculations);

const struct change_kind *const change_kinds[] = {
    &kind_own_add,         &kind_own_change,       &kind_link_merge,
    &kind_link_split,      &kind_link_relink,      &kind_sending,
    &kind_contact,         &kind_account,          &kind_measure_provisional,
    &kind_measure_start,   &kind_measure_extend,   &kind_measure_lift,
    &kind_measure_release, &kind_measure_transfer, &kind_number,
    &kind_contact_debtor,  &kind_returned_mail,    &kind_returned_scan, &kind_publication,
    &kind_demand_condition,
    &kind_debit_register,  &kind_debit_change,     &kind_debit_stop,
    &kind_debit_resume,    &kind_debit_halt,
    &kind_refund_decide,   &kind_refund_claim,     &kind_refund_order,
    &kind_refund_result,   &kind_refund_assign,    &kind_refund_move,
    &kind_receipt_counter, &kind_receipt_cancel,
    &kind_correction_up,   &kind_correction_down,
    &kind_eligibility_join, &kind_eligibility_leave, &kind_eligibility_household, &kind_eligibility_head,
    &kind_eligibility_exception, &kind_eligibility_care_exempt, &kind_eligibility_unemployed,
    &kind_eligibility_specified, &kind_eligibility_former_dependant, &kind_eligibility_maternity,
    &kind_eligibility_detained, &kind_eligibility_late_reason,
    &kind_eligibility_cancel,
    &kind_occasion_birth,  &kind_occasion_death,
    &kind_enrolment_survey, &kind_enrolment_decide,
    &kind_withholding_person, &kind_withholding_account,
    &kind_certificate_proof, &kind_copay_relief, &kind_copay_relief_decide, &kind_copay_relief_end,
    &kind_certificate_issue, &kind_certificate_step, &kind_certificate_application,
    &kind_restriction_special, &kind_restriction_withhold, &kind_restriction_ground,
    &kind_premium_application, &kind_premium_application_end,
    &kind_premium_remission, &kind_premium_remission_end,
    &kind_premium_income, &kind_premium_asset, &kind_premium_young, &kind_premium_basis_end,
    &kind_inquiry_issue, &kind_inquiry_return,
    &kind_premium_advance, &kind_books_close,      &kind_payin_settle,
    &kind_feed_watch,      &kind_feed_word,
    &kind_arrears_plan,    &kind_arrears_grace,    &kind_arrears_waiver,
    &kind_arrears_security, &kind_arrears_inquiry, &kind_arrears_finding,
    &kind_arrears_seizure, &kind_arrears_demand,   &kind_arrears_advance,
    &kind_arrears_sale,    &kind_arrears_distribution, &kind_arrears_end,
    &kind_arrears_suspension, &kind_arrears_write_off, &kind_arrears_keep, &kind_arrears_hold,
    &kind_arrears_succession, &kind_arrears_case,  &kind_arrears_transfer,
    &kind_arrears_event,   &kind_arrears_next,     &kind_arrears_costs,
    &kind_arrears_payout,  &kind_arrears_heir_paid, &kind_arrears_restore,
    &kind_disclosure_request, &kind_disclosure_decide,
};
const size_t change_kind_count = COUNT_OF(change_kinds);

const struct import_handler *const import_handlers[] = {
    &import_residents_full,      &import_residents_change, &import_opening_eligibility,
    &import_care,                &import_latter_stage,     &import_income_full,
    &import_income_change,       &import_opening_assessment, &import_receipts_csv13,
    &import_receipts_fixed120_a, &import_receipts_fixed120_b,  &import_receipts_mobile_bank,
    &import_receipts_mobile_card, &import_receipts_pay_easy,   &import_receipts_slips,
    &import_call_results,        &import_debtor_keys, &import_returned_scan, &import_sms_results,
    &import_receipts_branch,     &import_receipts_elqr,       &import_pay_easy_answer,
    &import_debit_result,        &import_debit_result_jpbank,
    &import_debit_result_ebcdic, &import_refund_claims,
    &import_deposit_answers,     &import_transfer_receipts,
    &import_payin_sheet,         &import_card_agent_payin, &import_mandate_answers, &import_finance_answer,
    &import_card_registration,
    &import_declarations,
    &import_pension_insured, &import_duplicates, &import_residence, &import_welfare,
    &import_support_in,          &import_former_arrears, &import_online_application,
    &import_pension_persons,     &import_care_premium,
    &import_pension_answers,     &import_pension_results,
};
const size_t import_handler_count = COUNT_OF(import_handlers);

const struct output_list *const output_lists[] = {
    &output_list_debtors, &output_list_arrears_figures, &output_list_limits,
    &output_list_uncollected, &output_list_returned, &output_list_ages,
    &output_list_restriction,
    &output_list_short_cards, &output_list_changed_papers, &output_list_elders,
    &output_list_revenue, &output_list_class_changes, &output_list_copay_relief,
    &output_list_payin, &output_list_finance, &output_list_unconfirmed,
    &output_list_debit_failing, &output_list_debit_open,
    &output_list_withholding, &output_list_pensioners,
    &output_list_enrolment,
    &output_list_resident_insurance,
    &output_list_withholding_compare,
    &output_list_resident_events, &output_list_stays, &output_list_exceptions, &output_list_unemployed,
    &output_list_late_notices,
    &output_list_undeclared,
    &output_list_relief_sums, &output_list_relief_households,
    &output_list_persons, &output_list_changes,
    &output_list_assessed, &output_list_findings, &output_list_overpaid,
    &output_list_refund_limit, &output_list_daily,   &output_list_monthly,  &output_list_parts,
    &output_list_journal, &output_list_carried,
    &output_list_disclosure,
    &output_list_remedy,
    &output_list_inquiries,
    &output_list_income_watch,
    &output_list_census_monthly, &output_list_census_moves, &output_list_census_ages,
    &output_list_census_nations, &output_list_census_stays, &output_list_census_gaps,
    &output_list_census_cell, &output_list_census_cell_nations, &output_list_census_year,
    &output_list_trial_households, &output_list_income_bands, &output_list_expected, &output_list_calculator,
};
const size_t output_list_count = COUNT_OF(output_lists);

static const char *started = ""; /* the command of this process */

/* What a command is in the records; everything else is 処理. */
static enum audit_kind kind_of(const struct command *command)
{
    static const char *const settings[] = {"init", "operator", "rights", "terminal", "params", "key"};
    for (size_t i = 0; i < COUNT_OF(settings); i++) {
        if (strcmp(command->name, settings[i]) == 0) {
            return AUDIT_SETTING;
        }
    }
    return AUDIT_JOB;
}

/* What acts on a folder for a while says which program it is, and whether the files beside it are those it
 * was built with (TE-06). */
static bool tells_its_release(void)
{
    static const char *const starts[] = {"serve", "nightly", "job", "import"};
    bool tells = false;
    for (size_t i = 0; i < COUNT_OF(starts) && !tells; i++) {
        tells = strcmp(starts[i], started) == 0;
    }
    return tells;
}

/* Its own records stand behind the begin of the command, and wait for the disk together with it. */
static enum err opened_with_release(struct command_call *call, struct session *s)
{
    struct arena *arena = arena_new("版の確認", 16 << 20);
    struct audit_event *events = NULL;
    struct report words;
    size_t count = 0;
    report_init(&words);
    bool reads_all = strcmp(started, command_serve.name) == 0;
    enum err looked = release_look(s, reads_all, arena, &words, &events, &count);
    audit_command_beside(events, count);
    enum err e = audit_recorder.opened(call, s, ERR_NONE);
    audit_command_beside(NULL, 0);
    report_print(&words, stderr);
    report_done(&words);
    arena_free(arena);
    return e != ERR_NONE ? e : looked;
}

static enum err opened(struct command_call *call, struct session *s, enum err outcome)
{
    static bool is_told;
    if (outcome != ERR_NONE || is_told || !tells_its_release()) {
        return audit_recorder.opened(call, s, outcome);
    }
    enum err e = opened_with_release(call, s);
    is_told = e == ERR_NONE;
    return e;
}

static void closing(struct session *s) { audit_recorder.closing(s); }

static const struct session_recorder recorder = {opened, closing};

/* A folder that was made or brought up to date: it opens no session, but has its record. */
static enum err record_init(struct command_call *call)
{
    struct session s = {0};
    enum err e = data_folder_open(call->data, call->report, &s.folder);
    return e == ERR_NONE ? audit_recorder.opened(call, &s, ERR_NONE) : e;
}

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        if (strcmp(commands[i]->name, name) == 0) {
            return commands[i];
        }
    }
    return NULL;
}

static int help(const char *name)
{
    if (name == NULL) {
        printf("kokuho %s -- 国民健康保険システム\n\n使い方: kokuho コマンド [指定 …]\n\n", KOKUHO_VERSION);
        for (size_t i = 0; i < COUNT_OF(commands); i++) {
            printf("  %-10s %s\n", commands[i]->name, commands[i]->summary);
        }
        printf("\nどのコマンドにも付けられる指定:\n"
               "  --data DIR                  データフォルダ（KOKUHO_DATA、既定は var）\n"
               "  --operator ID               操作する職員（KOKUHO_OPERATOR）\n"
               "  --business-date YYYY-MM-DD  今日として扱う日\n"
               "  --json                      機械で読む形の答え\n\n"
               "詳しくは kokuho help コマンド。記録に残る操作の一覧は kokuho help events [--json]\n");
        return 0;
    }
    const struct command *c = find_command(name);
    if (c == NULL) {
        fprintf(stderr, "そのようなコマンドはありません: %s（kokuho help で一覧を見られます）\n", name);
        return ERR_INPUT;
    }
    printf("kokuho %s %s\n\n%s\n\n%s", c->name, c->synopsis, c->summary, c->help);
    return 0;
}

/*
 * Takes the common options out of the words; what is left is the command's. A value is taken as it is
 * written, also when it begins with a dash.
 */
static bool take_common(struct command_call *call, struct report *report)
{
    const char *business_date = NULL, *json = NULL;
    struct {
        const char *name;
        const char **to;
    } common[] = {{"--data", &call->data},
                  {"--operator", &call->operator_id},
                  {"--business-date", &business_date}};
    int kept = 0;

    for (int i = 0; i < call->argc; i++) {
        char *word = call->argv[i];
        const char **to = NULL;
        size_t len = strcspn(word, "=");
        if (strcmp(word, "--json") == 0) {
            json = word;
            continue;
        }
        for (size_t k = 0; k < COUNT_OF(common); k++) {
            if (strlen(common[k].name) == len && memcmp(common[k].name, word, len) == 0) {
                to = common[k].to;
            }
        }
        if (to == NULL) {
            call->argv[kept++] = word;
        } else if (word[len] == '=') {
            *to = word + len + 1;
        } else if (i + 1 < call->argc) {
            *to = call->argv[++i];
        } else {
            report_add(report, "%s に値がありません", word);
            return false;
        }
    }
    call->argc = kept;
    call->json = json != NULL;
    if (business_date != NULL &&
        !date_parse_iso(business_date, strlen(business_date), &call->business_date)) {
        report_add(report, "--business-date は YYYY-MM-DD で書いてください: %s", business_date);
        return false;
    }
    return true;
}

/* What a job, a form or a list declares is proved before anybody is let in: no permission, no start. The
 * screens are proved in serve. */
static enum err check_declarations(const struct command *command, struct report *report)
{
    if (command != &command_serve && command != &command_job && command != &command_output &&
        command != &command_nightly) {
        return ERR_NONE;
    }
    enum err e = change_kinds_check(change_kinds, change_kind_count, report);
    if (e == ERR_NONE) {
        e = jobs_check(jobs, job_count, report);
    }
    return e == ERR_NONE ? output_lists_check(output_lists, output_list_count, report) : e;
}

static const char *from_environment(const char *name, const char *otherwise)
{
    const char *value = getenv(name);
    return value != NULL && value[0] != '\0' ? value : otherwise;
}

int main(int argc, char **argv)
{
    struct report report;
    if (setlocale(LC_CTYPE, "C.UTF-8") == NULL || sodium_init() < 0) {
        fprintf(stderr, "文字コードまたは暗号の準備ができません\n");
        return ERR_WORLD;
    }
    if (argc > 2 && strcmp(argv[1], "help") == 0 && strcmp(argv[2], "events") == 0) {
        declared_print(stdout, commands, COUNT_OF(commands), argc > 3 && strcmp(argv[3], "--json") == 0);
        return 0;
    }
    if (argc < 2 || strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0) {
        return argc > 2 ? help(argv[2]) : help(NULL);
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("kokuho %s\n", KOKUHO_VERSION);
        return 0;
    }
    const struct command *command = find_command(argv[1]);
    if (command == NULL) {
        fprintf(stderr, "そのようなコマンドはありません: %s（kokuho help で一覧を見られます）\n", argv[1]);
        return ERR_INPUT;
    }
    if (command != &command_serve) {
        heap_in_large_pages();
    }
    collection_limits_by(arrears_limit_of);
    report_init(&report);
    struct command_call call = {
        .argc = argc - 2,
        .argv = argv + 2,
        .data = from_environment("KOKUHO_DATA", "var"),
        .operator_id = from_environment("KOKUHO_OPERATOR", NULL),
        .business_date = date_none(),
        .out = stdout,
        .report = &report,
    };
    audit_command_name(command->name, kind_of(command), command == &command_serve);
    session_recorder = &recorder;
    started = command->name;
    audit_knowledge = &program_knowledge;
    disclosure_tables_held = &program_held;
    enum err e = take_common(&call, &report) ? check_declarations(command, &report) : ERR_INPUT;
    if (e == ERR_NONE) {
        e = command->run(&call);
    }
    if (command == &command_init && e == ERR_NONE) {
        e = record_init(&call);
    }
    enum err recorded = audit_command_end(&call, e);
    e = recorded != ERR_NONE ? recorded : e;
    report_print(&report, stderr);
    report_done(&report);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "答えを書き出せません\n");
        return ERR_WORLD;
    }
    return (int)e;
}
