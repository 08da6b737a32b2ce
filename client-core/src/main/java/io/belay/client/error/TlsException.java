package io.belay.client.error;

import org.jspecify.annotations.Nullable;

/**
 * TLS failed, in the handshake or after it. {@link #problem()} says how, the cause has the details.
 */
@SuppressWarnings("serial")
public final class TlsException extends BelayException {

  /** What was wrong. */
  public enum Problem {
    /** What came was no TLS record. */
    NOT_TLS(
        "The peer does not speak TLS",
        "See whether the port is the plain-text one, or a proxy stands in front of it."),
    /** No trusted authority vouches for the peer's certificate. */
    UNTRUSTED(
        "The peer's certificate is not trusted",
        "Add its authority to the trust store, or have the server send its intermediate "
            + "certificates: openssl s_client -connect HOST:PORT -showcerts shows the chain."),
    /** A certificate is expired, or not valid yet. */
    EXPIRED(
        "The peer's certificate is expired or not valid yet",
        "Renew it, and see whether the clocks of both machines are right: openssl s_client -connect "
            + "HOST:PORT | openssl x509 -noout -dates shows the dates."),
    /** The certificate is for another name. */
    WRONG_HOST(
        "The peer's certificate is for another host",
        "Connect by a name that stands in the certificate's subjectAltName, or have that name "
            + "added to it."),
    /** The peer wants to know who this client is, and got no certificate, or one it refuses. */
    IDENTITY_REFUSED(
        "The peer refuses this client's certificate, or the lack of one",
        "Give the client the certificate and key that the server's authority issued to it "
            + "(TlsOptions.withIdentity), and see in the cause and in the server's log what it "
            + "lacks; openssl x509 -noout -dates -issuer -ext extendedKeyUsage shows what it has."),
    /** The peer did not answer in time. */
    HANDSHAKE_TIMEOUT(
        "The TLS handshake timed out",
        "The port accepts but nobody shakes hands: see whether the server is overloaded or frozen, "
            + "and whether it speaks TLS at all."),
    /** The peer closed or reset the connection instead of answering. */
    CLOSED_IN_HANDSHAKE(
        "The connection was closed in the TLS handshake",
        "See the server's log: it may refuse our protocol versions, demand a client certificate, or "
            + "be a plain-text port that closed on what it could not read."),
    /** The peer sent an alert, or something else went wrong in the handshake or after it. */
    FAILED(
        "TLS failed",
        "Look at the cause and the server's log; openssl s_client -connect HOST:PORT shows which "
            + "protocol versions, ciphers and client certificate it wants.");

    private final String summary;
    private final String remedy;

    Problem(String summary, String remedy) {
      this.summary = summary;
      this.remedy = remedy;
    }
  }

  private final Problem problem;

  TlsException(
      Problem problem, ErrnoReading reading, FailureContext context, @Nullable Throwable cause) {
    super(problem.summary, problem.remedy, reading, context, cause);
    this.problem = problem;
  }

  /**
   * What was wrong.
   *
   * @return the problem
   */
  public Problem problem() {
    return problem;
  }

  @Override
  public boolean permanent() {
    return switch (problem) {
      case NOT_TLS, UNTRUSTED, EXPIRED, WRONG_HOST, IDENTITY_REFUSED -> true;
      case HANDSHAKE_TIMEOUT, CLOSED_IN_HANDSHAKE, FAILED -> false;
    };
  }

  @Override
  TlsException copy(FailureContext newContext) {
    return new TlsException(problem, reading(), newContext, getCause());
  }
}
