// What prover and verifier share: the list of tables, what follows from their heights, and the
// orders in which columns are committed, opened and batched. Specification: docs/protocol.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "air/message.h"
#include "stark/fri.h"
#include "stark/merkle.h"
#include "stark/parameters.h"
#include "stark/table_kernel.h"
#include "stark/transcript.h"

namespace cairn {

// Part of the magic of a proof and of the first message of its transcript.
inline constexpr uint32_t kProofVersion = 1;
inline constexpr std::string_view kProtocolName = "cairn proof 1";

// The tables in protocol order, at most kMaxTables, and the digest of everything they say.
struct Air {
  explicit Air(std::vector<TableKernel> kernels);
  std::vector<TableKernel> tables;
  Digest digest;
};

// Commitments and transcript of a profile at 100 or 128 bits.
MerkleHash merkle_hash(ProofProfile profile, unsigned security);
inline MerkleHash merkle_hash(const ProofParameters& parameters) {
  return merkle_hash(parameters.profile, parameters.security);
}

// What a proof is about, as the proof system sees it.
struct Claim {
  std::vector<uint8_t> statement;  // its one encoding
  std::vector<uint8_t> hints;      // the encoding of what else the public values follow from
  PublicValues publics;
  std::vector<BusMessage> messages;  // lookups that the verifier adds to the buses
  // Tables, by index, that the statement wants present or absent.
  struct Rule {
    size_t table;
    bool is_present;
  };
  std::vector<Rule> rules;
};

// Everything that follows from the heights.
struct Layout {
  struct Table {
    const TableKernel* kernel;
    size_t index;  // in the Air
    unsigned log_height;
    size_t height_group;  // index into log_heights
    size_t main_width() const { return kernel->shape.width; }
    size_t aux_width() const { return kExtColumns * kernel->aux_columns(); }
    size_t here_count() const { return main_width() + aux_width(); }  // all opened at zeta
    size_t next_count() const;  // of them, those opened at the next row
  };
  // log_heights: one entry for every table of the Air, 0 for an absent one. Any numbers.
  Layout(const Air& air, std::span<const uint8_t> log_heights_by_table, size_t public_terms);

  std::vector<Table> tables;          // those present, in protocol order
  std::vector<unsigned> log_heights;  // distinct, descending
  ProtocolShape shape;

  // The matrices of a commitment, in order.
  std::vector<MatrixShape> main_shapes(unsigned log_blowup) const;
  std::vector<MatrixShape> aux_shapes(unsigned log_blowup) const;
  std::vector<MatrixShape> quotient_shapes(unsigned log_blowup) const;
};

// The parameters that a proof of this shape states; errors are those of choose_parameters. With
// constant parameters they are those of the largest shape there is.
absl::StatusOr<ProofParameters> parameters_for(const Air& air, ProofProfile profile,
                                               unsigned security, const ProtocolShape& shape);
// Whether the parameters of a proof, whatever it aims at, are good for its shape: check_parameters,
// and what the profile says of constants and heights.
ParameterFault check_parameters_of(const Air& air, const ProofParameters& parameters,
                                   const ProtocolShape& shape);

FriParameters fri_parameters(const ProofParameters& parameters, const Layout& layout);

// The values of a table's base columns at zeta and, of those that are read there, in the next row.
// here: main and auxiliary columns; next: kernel->next_columns, then the accumulator.
struct TableOpenings {
  std::vector<Ext> here;
  std::vector<Ext> next;
  bool operator==(const TableOpenings&) const = default;
};

// Step 1: what is agreed on.
Transcript begin_transcript(const Air& air, const ProofParameters& parameters,
                            std::span<const uint8_t> statement, std::span<const uint8_t> hints,
                            std::span<const uint8_t> log_heights);
// Step 5: zeta, drawn again while it lies in the base field, which holds every domain.
Ext draw_zeta(Transcript& transcript);
// Step 6: the coefficients of the openings: for every present table those of `here`, then those of
// `next`; for every height those of its quotient. Powers start anew at each height, and run through
// its tables, then its quotient.
struct BatchingCoefficients {
  std::vector<TableOpenings> tables;
  std::vector<std::vector<Ext>> quotients;
};
BatchingCoefficients draw_batching(const Layout& layout, Batching batching, Transcript& transcript);

// The coefficients of the challenge field, kExtColumns to an element.
std::vector<Ext> join_coefficients(std::span<const Ext> values);

}  // namespace cairn
