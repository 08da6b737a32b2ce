package io.belay.client.internal;

import io.netty.resolver.ResolvedAddressTypes;
import java.net.Inet6Address;
import java.net.InetAddress;

/** The kinds of addresses that a name can have, the preferred one first (RFC 6724). */
enum Family {
  V6(ResolvedAddressTypes.IPV6_ONLY),
  V4(ResolvedAddressTypes.IPV4_ONLY);

  final ResolvedAddressTypes only;

  Family(ResolvedAddressTypes only) {
    this.only = only;
  }

  static Family of(InetAddress address) {
    return address instanceof Inet6Address ? V6 : V4;
  }
}
