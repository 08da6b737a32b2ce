package io.belay.client.internal;

import io.belay.client.BelayClient;
import io.belay.client.Endpoint;
import io.belay.client.TlsOptions;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS context of a client, whose sessions its connections resume. It is made anew when a file
 * that it came from has changed, off the event loops.
 */
final class TlsContext {
  /** How long a close_notify may stand behind what the socket does not take. */
  private static final long CLOSE_NOTIFY_SECONDS = 1;

  /** Of the connect timeout, how much may pass until it is known whether a file has changed. */
  private static final int PATIENCE_DIVISOR = 4;

  private static final Duration MOST_PATIENCE = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(BelayClient.class);

  private final TlsOptions options;
  private final String clientName;
  private final List<Path> files;
  private final PatientCheck check;

  // Written by the check only, once the client is built.
  private volatile SslContext current;
  private List<FileStamp> stamps;

  /** Reads what the options name. */
  TlsContext(TlsOptions options, String clientName, Duration connectTimeout) {
    this.options = options;
    this.clientName = clientName;
    files = TlsMaterial.files(options);
    Duration share = connectTimeout.dividedBy(PATIENCE_DIVISOR);
    check =
        new PatientCheck(
            "belay-certificates",
            share.compareTo(MOST_PATIENCE) < 0 ? share : MOST_PATIENCE,
            this::loadIfChanged,
            this::warnOfSlowFiles);
    // Before the files are read, so that a change meanwhile is seen the next time.
    stamps = FileStamp.of(files);
    current = TlsMaterial.load(options);
    if (!options.hostNameVerified()) {
      LOG.warn("{}: TLS without host name verification: anyone may pose as the server", clientName);
    }
  }

  /**
   * Sees to it that handlers that are made from now on use the files as they are, or as they were,
   * if that takes too long to find out. Any thread; completes there.
   */
  CompletableFuture<Void> freshen(Executor there) {
    return files.isEmpty() ? CompletableFuture.completedFuture(null) : check.run(there);
  }

  /** The client's end of TLS on a connection to the endpoint. */
  SslHandler newHandler(ByteBufAllocator allocator, Endpoint endpoint) {
    String host = options.serverName().orElseGet(() -> nameIn(endpoint.host()));
    SslHandler handler = current.newHandler(allocator, host, endpoint.port());
    indicate(host, handler.engine());
    // One timer bounds the whole way to readiness; Netty's own would be a second one.
    handler.setHandshakeTimeoutMillis(0);
    handler.setCloseNotifyFlushTimeout(CLOSE_NOTIFY_SECONDS, TimeUnit.SECONDS);
    return handler;
  }

  private void loadIfChanged() {
    List<FileStamp> now = FileStamp.of(files);
    if (now.equals(stamps)) {
      return;
    }
    // Whether it can be used or not: the same files are not tried twice.
    stamps = now;
    try {
      current = TlsMaterial.load(options);
      LOG.info("{}: read the changed TLS files, for connections from now on", clientName);
    } catch (RuntimeException e) {
      LOG.warn("{}: keeps the TLS files as they were: {}", clientName, e.getMessage(), e);
    }
  }

  private void warnOfSlowFiles() {
    LOG.warn(
        "{}: dials with the TLS files as they were: nobody can say yet whether they changed: {};"
            + " said once, until it is quick again",
        clientName,
        files);
  }

  /** The JDK by itself indicates only names with a dot in them. */
  private static void indicate(String host, SSLEngine engine) {
    if (isAddress(host)) {
      return;
    }
    SSLParameters parameters = engine.getSSLParameters();
    try {
      parameters.setServerNames(List.of(new SNIHostName(host)));
    } catch (IllegalArgumentException notForTls) {
      // As a name with an underscore, which resolves all the same.
      return;
    }
    engine.setSSLParameters(parameters);
  }

  private static boolean isAddress(String host) {
    return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
  }

  /** As certificates and SNI have it: an address without brackets, a name without its last dot. */
  private static String nameIn(String host) {
    if (host.startsWith("[") && host.endsWith("]")) {
      return host.substring(1, host.length() - 1);
    }
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }
}
