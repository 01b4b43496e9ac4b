// A guest of an image: a program without libraries of its own, which asks of
// the image what such programs ask, and prints one line for each answer.
// scripts/test-images puts it into an image and compares the lines.

#include <arpa/inet.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void account(void)
{
	char folder[256];
	struct passwd *entry = getpwuid(getuid());

	printf("user %u:%u %s, home %s\n", (unsigned)getuid(), (unsigned)getgid(),
		entry == NULL ? "without a name" : entry->pw_name, entry == NULL ? "unknown" : entry->pw_dir);
	printf("in %s\n", getcwd(folder, sizeof folder) == NULL ? "nowhere" : folder);
}

static void writing(const char *folder)
{
	char path[256];
	snprintf(path, sizeof path, "%s/guest-was-here", folder);
	FILE *file = fopen(path, "w");
	printf("%s: %s\n", folder, file == NULL ? "may not be written to" : "may be written to");
	if (file != NULL) {
		fclose(file);
		unlink(path);
	}
}

static void names(void)
{
	struct servent *service = getservbyname("https", "tcp");
	struct protoent *protocol = getprotobyname("udp");
	printf("https is port %d, udp is protocol %d\n", service == NULL ? -1 : ntohs(service->s_port),
		protocol == NULL ? -1 : protocol->p_proto);
}

static void clocks(void)
{
	const char *zones[] = {"Europe/Berlin", "America/New_York", "US/Eastern", "Asia/Kathmandu"};
	const time_t moment = 1720000000;

	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
		char text[64];
		setenv("TZ", zones[i], 1);
		tzset();
		strftime(text, sizeof text, "%F %T %z", localtime(&moment));
		printf("%s: %s\n", zones[i], text);
	}
}

// What SSL_CERT_FILE leads to, each entry tried as if a server showed it. Whether a certificate has run out depends on the day that the
// test runs on, and is not asked.
static void authorities(SSL_CTX *context)
{
	X509_STORE *store = SSL_CTX_get_cert_store(context);
	const char *path = getenv("SSL_CERT_FILE");
	FILE *file = path == NULL ? NULL : fopen(path, "r");
	X509 *certificate;
	int all = 0, good = 0;

	while (file != NULL && (certificate = PEM_read_X509(file, NULL, NULL, NULL)) != NULL) {
		X509_STORE_CTX *check = X509_STORE_CTX_new();
		X509_STORE_CTX_init(check, store, certificate, NULL);
		X509_STORE_CTX_set_flags(check, X509_V_FLAG_NO_CHECK_TIME | X509_V_FLAG_CHECK_SS_SIGNATURE);
		all++;
		if (X509_verify_cert(check) == 1)
			good++;
		X509_STORE_CTX_free(check);
		X509_free(certificate);
	}
	// The end of the file looks like this, and damage otherwise.
	const int ended = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
	ERR_clear_error();
	if (file != NULL)
		fclose(file);
	const int fine = ended && all >= 100 && good == all;
	printf("authorities: %s\n", fine ? "all are good" : "too few are good");
	if (!fine)
		printf("%d of %d%s\n", good, all, ended ? "" : ", then damage");
}

// A certificate that nobody vouches for, and its key.
static X509 *stranger(EVP_PKEY **key)
{
	X509 *certificate = X509_new();
	*key = EVP_EC_gen("P-256");
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
	X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
	X509_set_pubkey(certificate, *key);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC, (const unsigned char *)"stranger", -1, -1, 0);
	X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
	X509_sign(certificate, *key, EVP_sha256());
	return certificate;
}

// TLS between two ends of one program; the client knows what the context knows.
static void conversation(SSL_CTX *context, X509 *certificate, EVP_PKEY *key, const char *who)
{
	SSL_CTX *other = SSL_CTX_new(TLS_server_method());
	SSL_CTX_use_certificate(other, certificate);
	SSL_CTX_use_PrivateKey(other, key);
	SSL *client = SSL_new(context), *server = SSL_new(other);
	BIO *near, *far;

	BIO_new_bio_pair(&near, 0, &far, 0);
	SSL_set_bio(client, near, near);
	SSL_set_bio(server, far, far);
	SSL_set_connect_state(client);
	SSL_set_accept_state(server);
	SSL_set_verify(client, SSL_VERIFY_PEER, NULL);
	int done = 0;
	for (int i = 0; i < 10 && done != 1; i++) {
		done = SSL_do_handshake(client);
		SSL_do_handshake(server);
	}
	printf("TLS with %s: %s\n", who, done == 1 ? "speaks" : X509_verify_cert_error_string(SSL_get_verify_result(client)));
	SSL_free(client);
	SSL_free(server);
	SSL_CTX_free(other);
}

int main(void)
{
	account();
	writing("/");
	writing("/etc");
	writing("/root");
	writing("/home/nonroot");
	writing("/tmp");
	names();
	clocks();

	EVP_PKEY *key;
	X509 *certificate = stranger(&key);
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	SSL_CTX_set_default_verify_paths(context);
	authorities(context);
	conversation(context, certificate, key, "a stranger");
	X509_STORE_add_cert(SSL_CTX_get_cert_store(context), certificate);
	conversation(context, certificate, key, "an acquaintance");
	return fflush(stdout) != 0;
}
