/*
 * libpq, loaded when the first PostgreSQL is opened: it brings twenty libraries along (TLS, Kerberos, LDAP),
 * and to load them takes longer than a small command on SQLite does. Its calls go through a table that is
 * read-only once it is filled, like the linker's own. A call that is missing here does not link.
 */
#ifndef KOKUHO_STORE_LIBPQ_H
#define KOKUHO_STORE_LIBPQ_H

#include "base/report.h"
#include <libpq-fe.h>

#define LIBPQ_CALLS(X) \
    X(PQclear) X(PQcmdStatus) X(PQcmdTuples) X(PQconnectdbParams) X(PQconsumeInput) \
    X(PQenterPipelineMode) X(PQerrorMessage) X(PQexec) X(PQexecParams) X(PQexecPrepared) \
    X(PQexitPipelineMode) X(PQfinish) X(PQflush) X(PQftype) X(PQgetResult) X(PQgetisnull) \
    X(PQgetlength) X(PQgetvalue) X(PQnfields) X(PQntuples) X(PQpipelineSync) X(PQprepare) \
    X(PQputCopyData) X(PQputCopyEnd) X(PQreset) X(PQresultErrorField) X(PQresultStatus) \
    X(PQsendQuery) X(PQsendQueryParams) X(PQsendQueryPrepared) X(PQsetNoticeProcessor) \
    X(PQsetnonblocking) X(PQsocket) X(PQstatus) X(PQtransactionStatus)

struct libpq {
#define LIBPQ_MEMBER(name) __typeof__(name) *name;
    LIBPQ_CALLS(LIBPQ_MEMBER)
#undef LIBPQ_MEMBER
};
extern const struct libpq *libpq;

MUST_CHECK enum err libpq_load(struct report *report);

#ifndef LIBPQ_TABLE_ONLY /* who fills the table needs the names as they are */
#define PQclear libpq->PQclear
#define PQcmdStatus libpq->PQcmdStatus
#define PQcmdTuples libpq->PQcmdTuples
#define PQconnectdbParams libpq->PQconnectdbParams
#define PQconsumeInput libpq->PQconsumeInput
#define PQenterPipelineMode libpq->PQenterPipelineMode
#define PQerrorMessage libpq->PQerrorMessage
#define PQexec libpq->PQexec
#define PQexecParams libpq->PQexecParams
#define PQexecPrepared libpq->PQexecPrepared
#define PQexitPipelineMode libpq->PQexitPipelineMode
#define PQfinish libpq->PQfinish
#define PQflush libpq->PQflush
#define PQftype libpq->PQftype
#define PQgetResult libpq->PQgetResult
#define PQgetisnull libpq->PQgetisnull
#define PQgetlength libpq->PQgetlength
#define PQgetvalue libpq->PQgetvalue
#define PQnfields libpq->PQnfields
#define PQntuples libpq->PQntuples
#define PQpipelineSync libpq->PQpipelineSync
#define PQprepare libpq->PQprepare
#define PQputCopyData libpq->PQputCopyData
#define PQputCopyEnd libpq->PQputCopyEnd
#define PQreset libpq->PQreset
#define PQresultErrorField libpq->PQresultErrorField
#define PQresultStatus libpq->PQresultStatus
#define PQsendQuery libpq->PQsendQuery
#define PQsendQueryParams libpq->PQsendQueryParams
#define PQsendQueryPrepared libpq->PQsendQueryPrepared
#define PQsetNoticeProcessor libpq->PQsetNoticeProcessor
#define PQsetnonblocking libpq->PQsetnonblocking
#define PQsocket libpq->PQsocket
#define PQstatus libpq->PQstatus
#define PQtransactionStatus libpq->PQtransactionStatus
#endif

#endif
