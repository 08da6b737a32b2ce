package io.belay.client.lab;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A name that the {@link DnsStub} knows, and what it says of it from now on. */
final class DnsName implements AutoCloseable {
  static final int TYPE_A = 1;
  static final int TYPE_AAAA = 28;

  /** How a question is answered. */
  enum Manner {
    ANSWER,
    NO_SUCH_NAME,
    SERVER_FAILURE,
    SILENCE
  }

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Map<String, DnsName> ALL = new ConcurrentHashMap<>();

  private final String label = "dynamic" + COUNT.incrementAndGet();
  private final AtomicInteger questions = new AtomicInteger();
  private volatile List<InetAddress> addresses = List.of();
  private volatile Duration ttl = Duration.ofMinutes(5);
  private volatile Manner manner = Manner.ANSWER;
  private volatile boolean silentOnIpv6;

  DnsName(String... literals) {
    ALL.put(label, this);
    has(literals);
  }

  static DnsName of(String label) {
    return ALL.get(label);
  }

  /** The whole name. */
  String name() {
    return label + ".lab.test";
  }

  DnsName has(String... literals) {
    addresses = Stream.of(literals).map(DnsName::address).toList();
    return this;
  }

  DnsName lastsFor(Duration time) {
    ttl = time;
    return this;
  }

  DnsName is(Manner newManner) {
    manner = newManner;
    return this;
  }

  /** The name server does not answer questions for IPv6 addresses, as some do not. */
  DnsName silentOnIpv6() {
    silentOnIpv6 = true;
    return this;
  }

  /** How often it was asked for. */
  int questions() {
    return questions.get();
  }

  Manner mannerFor(int type) {
    questions.incrementAndGet();
    return silentOnIpv6 && type == TYPE_AAAA ? Manner.SILENCE : manner;
  }

  List<InetAddress> addresses(int type) {
    return addresses.stream()
        .filter(each -> type == (each instanceof Inet6Address ? TYPE_AAAA : TYPE_A))
        .toList();
  }

  int ttlSeconds() {
    return (int) ttl.toSeconds();
  }

  @Override
  public void close() {
    ALL.remove(label);
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
