package io.belay.client.error;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What was wrong with a TLS connection, as its exceptions tell. */
final class TlsProblem {
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
    TlsException.Problem certificate = certificateProblem(thrown);
    return certificate != null ? certificate : TlsException.Problem.FAILED;
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
