package io.belay.client;

import java.util.Optional;
import javax.net.ssl.SNIHostName;

/**
 * TLS for every connection of a client: 1.3, or 1.2 where the server has no more. Sessions are
 * resumed. What was read from files is read anew when a file has changed: connections that are
 * dialled from then on use it, those that stand do not.
 *
 * @param trust who vouches for servers. Default: empty, the JDK's own authorities
 * @param identity what is shown to servers that ask who the client is. Default: empty, nothing
 * @param serverName the name that the server's certificate must be for, and that is sent as SNI.
 *     Default: empty, the endpoint's host
 * @param hostNameVerified whether the certificate must be for that name. Default: true. Without it,
 *     whoever has any certificate of a trusted authority can pose as the server
 */
public record TlsOptions(
    Optional<TlsTrust> trust,
    Optional<TlsIdentity> identity,
    Optional<String> serverName,
    boolean hostNameVerified) {

  /** The JDK's authorities, no identity, and host names verified. */
  public static final TlsOptions DEFAULT =
      new TlsOptions(Optional.empty(), Optional.empty(), Optional.empty(), true);

  /**
   * Refuses what is missing, and a server name that is none.
   *
   * @param trust see above
   * @param identity see above
   * @param serverName see above
   * @param hostNameVerified see above
   */
  public TlsOptions {
    Refuse.missing("trust", trust);
    Refuse.missing("identity", identity);
    Refuse.missing("serverName", serverName);
    serverName.ifPresent(TlsOptions::refuseBadName);
  }

  /**
   * These options with another {@code trust}.
   *
   * @param trust who vouches for servers
   * @return the copy
   */
  public TlsOptions withTrust(TlsTrust trust) {
    Refuse.missing("trust", trust);
    return new TlsOptions(Optional.of(trust), identity, serverName, hostNameVerified);
  }

  /**
   * These options with another {@code identity}.
   *
   * @param identity what is shown to servers that ask who the client is
   * @return the copy
   */
  public TlsOptions withIdentity(TlsIdentity identity) {
    Refuse.missing("identity", identity);
    return new TlsOptions(trust, Optional.of(identity), serverName, hostNameVerified);
  }

  /**
   * These options with another {@code serverName}, for endpoints that are addresses.
   *
   * @param serverName a host name
   * @return the copy
   */
  public TlsOptions withServerName(String serverName) {
    Refuse.missing("serverName", serverName);
    return new TlsOptions(trust, identity, Optional.of(serverName), hostNameVerified);
  }

  /**
   * These options without the check that the certificate is for the server's name. The client logs
   * a warning when it is built; {@link #withServerName} is nearly always what is wanted instead.
   *
   * @return the copy
   */
  public TlsOptions withoutHostNameVerification() {
    return new TlsOptions(trust, identity, serverName, false);
  }

  private static void refuseBadName(String name) {
    try {
      var unused = new SNIHostName(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "serverName: %s (expected: a host name)".formatted(name), e);
    }
  }
}
