# Reads Mozilla's certdata.txt and prints the certificates of the authorities
# that may vouch for servers, as PEM.
#
# The list holds a certificate and what it is trusted for as two objects; they
# belong together when issuer and serial number are the same.
#
# Authorities that are trusted only for what they signed before some day
# (CKA_NSS_SERVER_DISTRUST_AFTER) are left out: PEM can not say "before", and
# what they signed before that day has run out, for a server's certificate is
# good for 398 days at most.

BEGIN {
	letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
}

# An object begins.
$1 == "CKA_CLASS" {
	kind = $3
	issuer = ""
	value = ""
}

# Bytes follow, up to END, each as a backslash and three octal digits.
$2 == "MULTILINE_OCTAL" {
	attribute = $1
	text = ""
	while ((more = getline) > 0 && $1 != "END")
		text = text $1
	if (more <= 0)
		fail(attribute " has no end")
	if (attribute == "CKA_ISSUER")
		issuer = text
	else if (attribute == "CKA_SERIAL_NUMBER")
		key = issuer "/" text
	else if (attribute == "CKA_VALUE") {
		certificate[key] = text
		order[++certificates] = key
	} else if (attribute == "CKA_NSS_SERVER_DISTRUST_AFTER")
		ending[key] = 1
	next
}

kind == "CKO_NSS_TRUST" && $1 == "CKA_TRUST_SERVER_AUTH" && $3 == "CKT_NSS_TRUSTED_DELEGATOR" {
	trusted[key] = 1
}

function fail(reason) {
	print "bundle.awk: line " NR ": " reason >"/dev/stderr"
	failed = 1
	exit 1
}

# The three octal digits behind a backslash.
function byte(digits) {
	if (digits !~ /^[0-3][0-7][0-7]$/)
		fail("\\" digits " is not a byte")
	return 64 * substr(digits, 1, 1) + 8 * substr(digits, 2, 1) + substr(digits, 3, 1)
}

function letter(number) {
	return substr(letters, number % 64 + 1, 1)
}

function pem(text,    parts, count, i, bits, line) {
	# the first part is what stands before the first backslash: nothing
	count = split(text, parts, "\\")
	if (count < 100)
		fail("a certificate of " (count - 1) " bytes")
	print "-----BEGIN CERTIFICATE-----"
	line = ""
	for (i = 2; i <= count; i += 3) {
		bits = 65536 * byte(parts[i])
		if (i + 1 <= count)
			bits += 256 * byte(parts[i + 1])
		if (i + 2 <= count)
			bits += byte(parts[i + 2])
		line = line letter(int(bits / 262144)) letter(int(bits / 4096))
		line = line (i + 1 <= count ? letter(int(bits / 64)) : "=") (i + 2 <= count ? letter(bits) : "=")
		if (length(line) == 64) {
			print line
			line = ""
		}
	}
	if (line != "")
		print line
	print "-----END CERTIFICATE-----"
}

END {
	if (failed)
		exit 1
	for (i = 1; i <= certificates; i++) {
		key = order[i]
		if ((key in trusted) && !(key in ending))
			pem(certificate[key])
	}
}
