"""First names that many people bear in the Netherlands, Belgium and Britain, whatever their roots.

With one of them two words are a person. Left out are names that are also a word in what services write: May, Rose, Will, Hope.
"""

from __future__ import annotations

from typing import Final

FIRST_NAMES: Final = frozenset(
    """
    aad aafke aaron abby abdel abdul abdullah abigail achmed adam adriaan adrian adriana agnes ahmed ahmet aicha aisha
    alan albert alexander alexandra alfred ali alice alicia alison amanda amber amina amir amy andrea andreas andrew
    andré angela anita anja anke ann anna anne anneke annelies annemarie annette annie anouk anton antonia antonio
    antoon arie arjan arjen arthur ashley astrid barbara barry bart bas bastiaan beatrix ben benjamin berend bernadette
    bernard bert betty bianca bilal bob boris bram brenda brian bruce carla carlos carmen carol carolien caroline
    catherine cees chantal charles charlotte chris christa christian christina christine christopher cindy claire clara
    claudia cor cora corrie cynthia daan daniel daniela danielle danny dave david debbie deborah dennis derek dewi diana
    dick diederik dilara dirk dominique donald donna dorien dorothy douglas edith edward edwin eline elisa elisabeth
    elizabeth ellen elly els elsa emily emine emma eric erica erik erwin esmee esther eva evelien evert fabian fatih
    fatiha fatima fatma femke ferdinand fiona fleur floor floris frank frans fred frederik freek gary geert geertje
    george georgina gerald gerard gerda gerrit gert gijs gilbert gloria graham greet guus hamza hanna hannah hanneke
    hannie hans harold harriet harry hasan hassan heidi heleen helen helena hendrik hendrika henk hennie henny henri
    henriette henry herman hester hilda hugo huib hussein ibrahim ida igor imane ine ineke ines inge ingrid irene iris
    irma isaac isabel isabella ismail ivo jaap jack jacob jacoba jacqueline jacques jamal james jan jane janet janine
    janna janneke jannie jason jasper jean jeanette jeanne jeffrey jelle jennifer jenny jeremy jeroen jessica jessie
    jill jim joan joanna joanne jochem joe johan johanna johannes john johnny jolanda jonathan joop joost jordy jorge
    joris jorrit jos josef joseph josephine joshua josé joyce joël juan judith julia julian julie jurgen justin jürgen
    karel karen karim karin karl kate katharina kathleen katja kees keith kelly kenneth kevin khadija khalid kim koen
    koos kristina lara lars laura lauren laurens leah leen lena leo leon leonard leonie lesley leyla lieke lies liesbeth
    lilian linda lisa lisette liz loes lotte louis louise luc lucas lucia lucy luuk lydia maaike maarten maartje
    machteld manon marc marcel marco margaret margot margreet margriet maria mariam marian marianne marie marieke
    marijke marina mario marion marit marja marjan marjolein marjon mark marleen marlies marlous marta martha martijn
    martin martine mary maryam mathilde matthew matthijs maud maureen maurice max mehmet melanie melissa menno merel mia
    michael michel michelle michiel mieke miguel mike mila milan milou mina miriam mirjam mohamed mohammad mohammed
    monica monique muhammad murat mustafa nadia nadine nancy natalie natasha nathalie nathan neil nelleke nick nico
    nicolaas nicole niek niels nienke nina noah noor noortje nora olga oliver olivia omar onno oscar osman othman pascal
    patricia patrick paul paula pauline peter petra petronella philip philippa piet pieter pieternel rachel rachid
    rachida rafael ralph ramon raymond rebecca reinier remco renate renske rené renée rianne richard rik rita rob robert
    roberto robin roel roelof roger roland ronald rosa rosalie rosanne roy ruben rudi rudolf ruth ruud ryan saar sabine
    said saida sally salma sam samantha samir samira samuel sander sandra sanne sara sarah saskia scott sebastiaan selma
    serena serge sharon sheila sigrid silvia simon simone sjaak sjoerd sjors sofia sofie sonja sophia sophie stan stefan
    stefanie stella stephanie stephen steve steven stijn stuart sue suleyman susan susanna susanne suzanne sven sylvia
    tamara tanja tara teresa teun thea theo theodorus theresa thijs thomas tim timo tina tineke tjeerd tom tomasz tony
    toon tracey trudy truus ursula valerie vanessa vera vincent wendy wesley wibo wiebe wil wilhelmina willem wilma wim
    wouter xander yasmin yasmina yassin yolanda youssef yusuf yvette yvonne zahra zeynep zoë
    """.split()  # noqa: SIM905  as a list it takes a page a name
)
