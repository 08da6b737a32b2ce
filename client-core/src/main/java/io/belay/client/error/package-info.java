/**
 * Every failure as a typed exception. Failures are not meant to be serialized.
 *
 * @serial exclude
 */
@NullMarked
package io.belay.client.error;

import org.jspecify.annotations.NullMarked;
