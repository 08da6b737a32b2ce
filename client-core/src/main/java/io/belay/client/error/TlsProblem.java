package io.belay.client.error;

import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What was wrong with a TLS connection, as its exceptions tell. */
final class TlsProblem {
  private static final Pattern ALERT = Pattern.compile("Received fatal alert: (\\w+)");

  private TlsProblem() {}

  /** The problem that an exception and its causes stand for; null if it is not about TLS. */
  static TlsException.@Nullable Problem of(Throwable thrown) {
    // Netty reports a FIN in the handshake as a closed channel with this beside it.
    for (Throwable suppressed : thrown.getSuppressed()) {
      if (CauseChain.isA(suppressed, "io.netty.handler.ssl.StacklessSSLHandshakeException")) {
        return TlsException.Problem.CLOSED_IN_HANDSHAKE;
      }
    }
    if (CauseChain.isA(thrown, "io.netty.handler.ssl.NotSslRecordException")) {
      return TlsException.Problem.NOT_TLS;
    }
    if (CauseChain.isA(thrown, "io.netty.handler.ssl.SslHandshakeTimeoutException")) {
      return TlsException.Problem.HANDSHAKE_TIMEOUT;
    }
    if (CauseChain.isA(thrown, "io.netty.handler.ssl.StacklessSSLHandshakeException")) {
      return TlsException.Problem.CLOSED_IN_HANDSHAKE;
    }
    if (!(thrown instanceof SSLException)) {
      return null;
    }
    if (thrown.getCause() instanceof IOException transport
        && !(transport instanceof SSLException)) {
      // The socket's failure, on which TLS only stumbled.
      return null;
    }
    TlsException.Problem certificate = certificateProblem(thrown);
    if (certificate != null) {
      return certificate;
    }
    return isAboutOurCertificate(thrown)
        ? TlsException.Problem.IDENTITY_REFUSED
        : TlsException.Problem.FAILED;
  }

  /** The alerts by which a server judges the client's certificate (RFC 8446, section 6.2). */
  private static boolean isAboutOurCertificate(Throwable thrown) {
    Matcher alert = ALERT.matcher(String.valueOf(thrown.getMessage()));
    return alert.find()
        && switch (alert.group(1)) {
          case "bad_certificate",
              "unsupported_certificate",
              "certificate_revoked",
              "certificate_expired",
              "certificate_unknown",
              "certificate_required",
              "unknown_ca",
              "access_denied" ->
              true;
          default -> false;
        };
  }

  /** The innermost cause is the most exact: a path that fails because a certificate is expired. */
  private static TlsException.@Nullable Problem certificateProblem(Throwable thrown) {
    TlsException.@Nullable Problem problem = null;
    for (Throwable link : CauseChain.of(thrown)) {
      String text = String.valueOf(link.getMessage());
      if (link instanceof CertificateExpiredException
          || link instanceof CertificateNotYetValidException) {
        return TlsException.Problem.EXPIRED;
      }
      if (link instanceof CertificateException
          && (text.startsWith("No subject alternative") || text.startsWith("No name matching"))) {
        return TlsException.Problem.WRONG_HOST;
      }
      if (link instanceof CertificateException
          || link instanceof CertPathBuilderException
          || link instanceof CertPathValidatorException) {
        problem = TlsException.Problem.UNTRUSTED;
      }
    }
    return problem;
  }
}
