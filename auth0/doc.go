// Package auth0 is everything this program knows of Auth0: the tenant's
// domain, the Management API token, the two applications Pomerium signs in
// with and their grant, and the proofs that they work.
//
// What should exist is a pure value (WebApp, M2MApp); compared with what was
// found it gives the very changes that are shown, confirmed and sent. Only a
// Client's methods speak to the network, and only over https.
//
// The package never repeats a request that may have changed something, never
// follows a redirect, never rotates a secret, and puts no secret into an error.
package auth0
